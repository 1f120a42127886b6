using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Namespaces;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Server.Catalog;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Namespaces;

public sealed class NamespaceContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // CVE-2024-7598: the other pod is there still, and so is what protects it
    [Fact]
    public async Task Delete_NodeRemovesAPodMeanwhile_TellsOfTheOther()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clock: clock, controls: false);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"ns"}}""");
        await cluster.CreateAsync("serviceaccounts", """{"metadata":{"name":"default"}}""", "ns");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"c"}}""", "ns");
        foreach (var (name, finalizers) in new[] { ("a", ""), ("b", ""","finalizers":["example.com/hold"]""") })
        {
            await cluster.CreateAsync(
                "pods",
                $$"""{"metadata":{"name":"{{name}}"{{finalizers}} },"spec":{"nodeName":"n","terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"i"}]} }""",
                "ns");
        }

        await cluster.DeleteAllAsync("pods", "ns");
        clock.Advance(TimeSpan.FromSeconds(5));
        var catalog = Catalog(cluster);
        var content = new NamespaceContent(
            new LocalObjects(catalog, clock, "tests"), catalog, () => null, new RemoteHoldings(catalog, isSole: true));

        var remaining = await content.DeleteAsync("ns", null, Token);

        remaining.Resources.ShouldBe([new("pods.", 2)]);
        remaining.Failures.ShouldBeEmpty();
        (await cluster.FindAsync("configmaps", "c", "ns")).ShouldNotBeNull();
    }

    // Pods whose node removes each a moment before somebody else does.
    private static ResourceCatalog Catalog(TestCluster cluster)
    {
        var core = cluster.Catalog.Current.Find(new GroupVersion("", "v1"))!;
        var catalog = new ResourceCatalog();
        catalog.Publish("tests", [core with
        {
            Resources = [.. core.Resources.Select(r => r.Kind.Plural == "pods" ? r with { Verbs = r.Verbs with { Delete = new LateDeleter(r.Verbs.Delete!) } } : r)],
        }]);
        return catalog;
    }

    private sealed class LateDeleter(IObjectDeleter inner) : IObjectDeleter
    {
        public async ValueTask<DeleteOutcome> DeleteAsync(OperationContext context, DeleteOptions options, CancellationToken cancellationToken)
        {
            await inner.DeleteAsync(context, options, cancellationToken);
            throw ApiErrors.NotFound(context.Resource.GroupResource, context.Name);
        }

        public ValueTask<ObjectList> DeleteCollectionAsync(
            OperationContext context, ListQuery query, DeleteOptions options, CancellationToken cancellationToken) =>
            inner.DeleteCollectionAsync(context, query, options, cancellationToken);
    }
}

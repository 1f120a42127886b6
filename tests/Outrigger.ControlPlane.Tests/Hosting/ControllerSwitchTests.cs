using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Hosting;

/// <summary>Each controller by its own switch: one cluster has only it, and does its work and no other's.</summary>
public sealed class ControllerSwitchTests
{
    private const string Owned = """{"metadata":{"name":"owned","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"gone","uid":"0a1b"}]}}""";
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(Controllers.ServiceAccount)]
    [InlineData(Controllers.RootCertificate)]
    [InlineData(Controllers.Namespace)]
    [InlineData(Controllers.GarbageCollector)]
    [InlineData(Controllers.ClusterRoleAggregation)]
    [InlineData(Controllers.EndpointSlice)]
    [InlineData(Controllers.Endpoints)]
    [InlineData(Controllers.ReplicaSet)]
    [InlineData(Controllers.Deployment)]
    public async Task Start_OneController_DoesItsWorkAlone(string only)
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Controllers = [only],
            RootCertificate = "root",
            AdmissionPlugins = [.. o.AdmissionPlugins.Except([AdmissionPlugins.ServiceAccount], StringComparer.Ordinal)], // one controller's pods would wait for another's account
        });
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"going"}}""");
        await cluster.CreateAsync("configmaps", Owned, "default");
        await cluster.CreateAsync("services", """{"metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""", "default");
        await cluster.CreateAsync("replicasets.apps", Workload("set"), "default");
        await cluster.CreateAsync("deployments.apps", Workload("rollout"), "default");
        await cluster.DeleteAsync("namespaces", "going");

        await cluster.EventuallyAsync(() => IsDoneAsync(cluster, only), only);

        // what the others would have done by now, had they run: their work takes less than the one that was waited for
        await Task.Delay(Beat, TimeProvider.System, TestContext.Current.CancellationToken);
        foreach (var other in Controllers.Available.Where(c => c != only && Works.ContainsKey(c)))
        {
            (await IsDoneAsync(cluster, other)).ShouldBeFalse(other);
        }
    }

    [Fact]
    public async Task Start_None_StillServesItsOwnCustomKinds()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Controllers = [] });
        await cluster.CreateAsync("customresourcedefinitions.apiextensions.k8s.io", """
            {"metadata":{"name":"things.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
             "names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """);

        await cluster.EventuallyAsync(
            () => new(cluster.Catalog.Current.Find(new GroupVersionResource("example.com", "v1", "things")) is not null), "the custom kind");
    }

    private static Dictionary<string, Func<TestCluster, Task<bool>>> Works { get; } = new()
    {
        [Controllers.ServiceAccount] = async c => await c.FindAsync("serviceaccounts", "default", "default") is not null,
        [Controllers.RootCertificate] = async c => await c.FindAsync("configmaps", "kube-root-ca.crt", "default") is not null,
        [Controllers.Namespace] = async c => await c.FindAsync("namespaces", "going") is null,
        [Controllers.GarbageCollector] = async c => await c.FindAsync("configmaps", "owned", "default") is null,
        [Controllers.EndpointSlice] = async c => (await c.ListAsync("endpointslices.discovery.k8s.io", "default")).Count > 0,
        [Controllers.Endpoints] = async c => await c.FindAsync("endpoints", "web", "default") is not null,
        [Controllers.ReplicaSet] = async c => (await c.ListAsync("pods", "default")).Count > 0,
        [Controllers.Deployment] = async c => (await c.ListAsync("replicasets.apps", "default")).Count > 1,
        [Controllers.ClusterRoleAggregation] = async c =>
            (await c.GetAsync("clusterroles.rbac.authorization.k8s.io", "admin"))["rules"] is JsonArray { Count: > 0 },
    };

    private static string Workload(string name) => $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"spec":{"replicas":1,"selector":{"matchLabels":{"run":"{{{{name}}}}"}},
         "template":{"metadata":{"labels":{"run":"{{{{name}}}}"}},"spec":{"containers":[{"name":"c","image":"i"}]} } } }
        """;

    private static async ValueTask<bool> IsDoneAsync(TestCluster cluster, string controller) => await Works[controller](cluster);
}

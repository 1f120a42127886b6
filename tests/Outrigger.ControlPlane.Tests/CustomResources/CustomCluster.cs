using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>A cluster, and what tests of CRDs do with it.</summary>
internal static class CustomCluster
{
    public const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A CRD of gadgets in example.com, cluster-scoped, with these versions (JSON).</summary>
    public static string Gadgets(params string[] versions) => Crd("gadgets", "Gadget", versions);

    public static string Crd(string plural, string kind, params string[] versions) =>
        $$"""
        {"metadata":{"name":"{{plural}}.example.com"},"spec":{"group":"example.com","scope":"Cluster",
         "names":{"plural":"{{plural}}","kind":"{{kind}}"},"versions":[{{string.Join(',', versions)}}]
         } }
        """;

    public static string Version(string name, string properties, bool storage = true, string more = "") =>
        $$$"""
        {"name":"{{{name}}}","served":true,"storage":{{{(storage ? "true" : "false")}}}{{{more}}},
         "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":
          {{{properties}}}
         } } } } }
        """;

    /// <summary>Creates a CRD and waits until its versions are served.</summary>
    public static async Task DefineAsync(this TestCluster cluster, string crd)
    {
        var made = await cluster.CreateAsync(Definitions, crd);
        foreach (var version in made["spec"]!["versions"]!.AsArray())
        {
            await cluster.WaitAsync(Resource(made, (string)version!["name"]!), served => served is not null);
        }
    }

    /// <summary>Changes a CRD and waits until the new generation is served.</summary>
    public static async Task RedefineAsync(this TestCluster cluster, string name, Action<JsonObject> edit)
    {
        var now = await cluster.GetAsync(Definitions, name);
        var resource = Resource(now, (string)now["spec"]!["versions"]![0]!["name"]!);
        var old = cluster.Catalog.Current.Find(resource);
        await cluster.UpdateAsync(Definitions, name, edit);
        await cluster.WaitAsync(resource, served => served != old);
    }

    public static async Task<ServedResource?> WaitAsync(this TestCluster cluster, GroupVersionResource resource, Func<ServedResource?, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            var snapshot = cluster.Catalog.Current;
            if (holds(snapshot.Find(resource)))
            {
                return snapshot.Find(resource);
            }

            await cluster.Catalog.WaitForChangeAsync(snapshot.Generation, limit.Token);
        }
    }

    public static async Task<JsonObject> ReadAsync(this TestCluster cluster, string version, string plural, string name)
    {
        var served = cluster.Find(version, plural);
        var obj = await served.Verbs.Get.ShouldNotBeNull().GetAsync(Context(served, name), "", Token);
        return obj.ToTree();
    }

    public static async Task<IReadOnlyList<string>> NamesAsync(this TestCluster cluster, string version, string plural, string fieldSelector)
    {
        var served = cluster.Find(version, plural);
        var list = await served.Verbs.List.ShouldNotBeNull().ListAsync(Context(served, ""), new ListQuery(FieldSelector: fieldSelector), Token);
        return [.. list.Items.Select(i => i.Name)];
    }

    public static ServedResource Find(this TestCluster cluster, string version, string plural) =>
        cluster.Catalog.Current.Find(new GroupVersionResource("example.com", version, plural)).ShouldNotBeNull();

    public static OperationContext Context(ServedResource served, string name) => new()
    {
        User = TestCluster.Admin,
        Resource = served.Kind.Resource,
        Name = name,
        Now = TimeProvider.System.GetUtcNow(),
    };

    private static GroupVersionResource Resource(JsonObject crd, string version) =>
        new((string)crd["spec"]!["group"]!, version, (string)crd["spec"]!["names"]!["plural"]!);
}

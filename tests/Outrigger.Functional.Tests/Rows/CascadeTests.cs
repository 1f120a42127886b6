using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>What <c>kubectl delete --cascade</c> leaves of a deployment's replica set.</summary>
public sealed class CascadeTests(SharedCluster cluster) : RowTest(cluster)
{
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");

    [Theory, EachKubectl]
    public async Task Delete_Background_TakesTheDependentAfterwards(string version)
    {
        var row = await WithDependentAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=background")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        await Eventually.TrueAsync(async () => await DependentAsync(row) is null, "the replica set gone");
    }

    [Theory, EachKubectl]
    public async Task Delete_Foreground_TakesTheDependentFirst(string version)
    {
        var row = await WithDependentAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=foreground")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        (await DependentAsync(row)).ShouldBeNull();
        (await row.RunAsync($"get KIND {Name}")).ShouldFail().ShouldContain("NotFound");
    }

    [Theory, EachKubectl]
    public async Task Delete_Orphan_LeavesTheDependentWithoutItsOwner(string version)
    {
        var row = await WithDependentAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=orphan")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        (await row.RunAsync($"get KIND {Name}")).ShouldFail().ShouldContain("NotFound");
        var left = (await DependentAsync(row)).ShouldNotBeNull();
        JsonNodes.Get(left, "metadata", "ownerReferences").ShouldBeNull();
    }

    private async Task<Row> WithDependentAsync(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        var owner = JsonNodes.GetString(await row.ReadAsync(), "metadata", "uid")!;
        var yaml = row.Subject.Yaml(row.Namespace, Name).Replace("kind: Deployment", "kind: ReplicaSet", StringComparison.Ordinal);
        var tree = (JsonObject)YamlReader.Read(yaml)!;
        tree["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["name"] = Name,
            ["uid"] = owner,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
        await row.Client.CreateAsync(new ResourcePath(ReplicaSets, row.Namespace), tree, CancellationToken.None);
        return row;
    }

    private static Task<JsonObject?> DependentAsync(Row row) =>
        row.Client.FindAsync(new ResourcePath(ReplicaSets, row.Namespace, Name), CancellationToken.None);
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>What <c>kubectl delete --cascade</c> leaves of a deployment's replica set and pods.</summary>
public sealed class CascadeTests(SharedCluster cluster) : RowTest(cluster)
{
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    [Theory, EachKubectl]
    public async Task Delete_Background_TakesTheDependentsAfterwards(string version)
    {
        var row = await WithDependentsAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=background")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        await Eventually.TrueAsync(async () => (await ListAsync(row, ReplicaSets)).Count == 0, "the replica set gone");
        await Eventually.TrueAsync(async () => (await ListAsync(row, Pods)).Count == 0, "the pods gone");
    }

    [Theory, EachKubectl]
    public async Task Delete_Foreground_TakesTheDependentsFirst(string version)
    {
        var row = await WithDependentsAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=foreground")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        (await ListAsync(row, ReplicaSets)).ShouldBeEmpty();
        (await ListAsync(row, Pods)).ShouldBeEmpty();
        (await row.RunAsync($"get KIND {Name}")).ShouldFail().ShouldContain("NotFound");
    }

    [Theory, EachKubectl]
    public async Task Delete_Orphan_LeavesTheDependentWithoutItsOwner(string version)
    {
        var row = await WithDependentsAsync(version);
        (await row.RunAsync($"delete KIND {Name} --cascade=orphan")).ShouldSucceed().ShouldContain($"\"{Name}\" deleted");
        (await row.RunAsync($"get KIND {Name}")).ShouldFail().ShouldContain("NotFound");
        var left = (await ListAsync(row, ReplicaSets)).ShouldHaveSingleItem();
        JsonNodes.Get(left, "metadata", "ownerReferences").ShouldBeNull();
        (await ListAsync(row, Pods)).Count.ShouldBe(3);
    }

    private async Task<Row> WithDependentsAsync(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        await Eventually.TrueAsync(async () => (await ListAsync(row, Pods)).Count == 3, "the pods of the replica set");
        return row;
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(Row row, GroupVersionResource resource) =>
        [.. (await row.Client.ListAsync(new ResourcePath(resource, row.Namespace), null, CancellationToken.None))["items"]!.AsArray().OfType<JsonObject>()];
}

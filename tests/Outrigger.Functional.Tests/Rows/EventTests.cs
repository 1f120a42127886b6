using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl events, and get and describe of them.</summary>
public sealed class EventTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Events = """
        ---
        {apiVersion: v1, kind: Event, metadata: {name: first, namespace: NAMESPACE}, involvedObject: {apiVersion: apps/v1, kind: Deployment, name: sample, namespace: NAMESPACE, uid: UID}, reason: Scaled, message: went to three, type: Normal, firstTimestamp: "2026-01-01T00:00:00Z", lastTimestamp: "2026-01-01T00:00:00Z", count: 2, source: {component: tests}}
        ---
        {apiVersion: v1, kind: Event, metadata: {name: second, namespace: NAMESPACE}, involvedObject: {apiVersion: v1, kind: Pod, name: other, namespace: NAMESPACE}, reason: Failed, message: cannot pull, type: Warning, firstTimestamp: "2026-01-02T00:00:00Z", lastTimestamp: "2026-01-02T00:00:00Z", count: 1, source: {component: tests}}
        """;

    [Theory, EachKubectl]
    public async Task Events_OfANamespace_AreListedFilteredAndWatched(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn);
        await using var watch = row.Stream("events --watch");
        var uid = (string)(await row.ReadAsync())["metadata"]!["uid"]!;
        (await row.RunAsync("create -f -", Events.Replace("UID", uid, StringComparison.Ordinal))).ShouldSucceed();
        (await row.RunAsync("events")).ShouldSay("went to three", "cannot pull");
        (await row.RunAsync("events --for deployment/sample")).ShouldSay("went to three").ShouldNotContain("cannot pull");
        (await row.RunAsync("events --types=Warning")).ShouldSay("cannot pull").ShouldNotContain("went to three");
        (await row.RunAsync("get events --field-selector=involvedObject.kind=Pod,type=Warning -o name")).ShouldSucceed().ShouldBe("event/second\n");
        (await row.RunAsync("get events --sort-by=.lastTimestamp -o wide")).ShouldSay("LAST SEEN", "deployment/sample", "tests");
        (await row.RunAsync($"describe KIND {Name}")).ShouldSay("went to three");
        await watch.LineWithAsync("cannot pull");
    }
}

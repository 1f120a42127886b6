using System.Net;
using Outrigger.Client.Configuration;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Stopping;

/// <summary>T-84: SIGTERM under load. First the extension server, then the control plane.</summary>
public sealed class GracefulStopTests(AuditedCluster cluster) : IClassFixture<AuditedCluster>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/custom.example.com/v1/namespaces/default/widgets";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Term_UnderLoad_FailsNoRequestAndEndsWatchesCleanly()
    {
        using var load = new StopLoad(Kubeconfig.Load(cluster.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System));
        _ = load.Client();
        await StopWidgetServerAsync(load);
        await StopControlPlaneAsync(load);
    }

    private async Task StopWidgetServerAsync(StopLoad load)
    {
        var watches = await WatchAsync(load, "widget", Widgets, HttpVersion.Version11, 3);
        cluster.WidgetServer.Process.Terminate();
        await Task.WhenAll(watches).WaitAsync(Patience, TimeProvider.System);
        await cluster.WidgetServer.Process.Ended.WaitAsync(Patience, TimeProvider.System);
        cluster.WidgetServer.Process.ExitCode.ShouldBe(0);

        // the same ids in both logs, and both have all of it
        var ids = Enumerable.Range(0, 3).Select(i => $"widget-{i}").ToList();
        ids.ShouldBeSubsetOf(AuditedCluster.Ids(AuditedCluster.Events(cluster.WidgetLog), "ResponseComplete"));
    }

    private async Task StopControlPlaneAsync(StopLoad load)
    {
        List<Task> watches =
        [
            .. await WatchAsync(load, "map", ConfigMaps, HttpVersion.Version11, 5),
            .. await WatchAsync(load, "map-h2", ConfigMaps, HttpVersion.Version20, 5),
        ];
        var asking = Enumerable.Range(0, 4).Select(i => load.AskAsync(i, i % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20)).ToList();
        await Eventually.TrueAsync(() => load.Answered.Count > 100, "the load is there", Patience);

        var process = cluster.ControlPlane.Process;
        process.Terminate();
        var before = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                before = load.Answered.Count;
                return await load.CodeAsync("/readyz") == 500;
            },
            "readyz is red",
            Patience);
        process.Ended.IsCompleted.ShouldBeFalse();
        (await load.CodeAsync("/livez")).ShouldBe(200);
        await Eventually.TrueAsync(() => load.Answered.Count > before + 10, "requests are served while readyz is red", Patience);

        await Task.WhenAll(watches).WaitAsync(Patience, TimeProvider.System);
        await Task.WhenAll(asking).WaitAsync(Patience, TimeProvider.System);
        await process.Ended.WaitAsync(Patience, TimeProvider.System);
        process.ExitCode.ShouldBe(0);
        CheckAudit(load);
    }

    private void CheckAudit(StopLoad load)
    {
        var events = AuditedCluster.Events(cluster.PlaneLog);
        var received = AuditedCluster.Ids(events, "RequestReceived").Where(i => i.StartsWith("load-", StringComparison.Ordinal)).ToHashSet();
        var complete = AuditedCluster.Ids(events, "ResponseComplete");

        // whatever was taken in was answered, and its client has the answer
        received.Where(i => !load.Answered.ContainsKey(i)).Select(i => $"{i}: {load.Failed.GetValueOrDefault(i)}").ShouldBeEmpty();
        received.Where(i => !complete.Contains(i)).ShouldBeEmpty();
        load.Answered.Where(a => a.Value is not (200 or 201)).ShouldBeEmpty();
        load.Answered.Keys.Where(i => !complete.Contains(i)).ShouldBeEmpty();
        Enumerable.Range(0, 5).SelectMany(i => (string[])[$"map-{i}", $"map-h2-{i}"]).Where(i => !complete.Contains(i)).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<Task>> WatchAsync(StopLoad load, string name, string path, Version version, int count)
    {
        var begun = Enumerable.Range(0, count).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var watches = begun.Select((b, i) => load.WatchAsync(path, $"{name}-{i}", version, b)).ToList();
        await Task.WhenAny(Task.WhenAll(begun.Select(b => b.Task)), Task.WhenAll(watches)).WaitAsync(Patience, TimeProvider.System);
        watches.ShouldAllBe(w => !w.IsCompleted);
        return watches;
    }
}

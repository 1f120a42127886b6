using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.Access;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Access;

public sealed class ObjectFeedTests
{
    [Fact]
    public async Task ListAgain_AnotherObjectOfTheName_TellsThatTheOldOneIsGone()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "default");
        var told = new ConcurrentQueue<string>();
        var feed = new ObjectFeed(
            CoreResources.ConfigMaps, new LocalObjects(cluster.Catalog, TimeProvider.System, "tests"), TimeProvider.System, NullLogger.Instance)
        {
            Selects = obj => obj.Namespace == "default",
            OnPut = obj => told.Enqueue($"put {obj.Uid}"),
            OnRemove = obj => told.Enqueue($"remove {obj.Uid}"),
        };
        var first = await UntilAsync(feed, () => told.Count == 1);

        await cluster.DeleteAsync("configmaps", "a", "default");
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""", "default");
        var second = await UntilAsync(feed, () => feed.Find("default", "a")!.Uid != first);

        told.ShouldBe([$"put {first}", $"remove {first}", $"put {second}"]);
    }

    private static async Task<string> UntilAsync(ObjectFeed feed, Func<bool> holds)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = feed.RunAsync(stop.Token);
        await Eventually.TrueAsync(holds, "the list");
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return feed.Find("default", "a")!.Uid;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ControlPlane.Access;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Access;

public sealed class WorkQueueTests
{
    [Fact]
    public async Task AddLater_OfOneItem_CountsOnce_AtTheFirstTime()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider();
        var queue = new WorkQueue<string>("test", clock, NullLogger.Instance);
        var done = new ConcurrentQueue<string>();
        foreach (var seconds in new[] { 10, 2, 5, 2 })
        {
            queue.AddLater("a", TimeSpan.FromSeconds(seconds), stop.Token);
        }

        clock.ActiveTimers.ShouldBe(1);
        var running = queue.RunAsync(
            (item, _) =>
            {
                done.Enqueue(item);
                return Task.CompletedTask;
            },
            stop.Token);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => done.SequenceEqual(["a"]), "the first time");
        clock.Advance(TimeSpan.FromSeconds(20));
        queue.Add("end");
        await Eventually.TrueAsync(() => done.Contains("end"), "the end");

        done.ShouldBe(["a", "end"]);
        queue.AddLater("a", TimeSpan.FromSeconds(1), stop.Token);
        clock.ActiveTimers.ShouldBe(1);
        await stop.CancelAsync();
        await running;
        clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task AddLater_LongerThanATimerCanBe_ComesAfterADay()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider();
        var queue = new WorkQueue<string>("test", clock, NullLogger.Instance);
        var done = new ConcurrentQueue<string>();
        queue.AddLater("a", TimeSpan.FromSeconds(5_000_000), stop.Token);
        var running = queue.RunAsync(
            (item, _) =>
            {
                done.Enqueue(item);
                return Task.CompletedTask;
            },
            stop.Token);

        clock.Advance(TimeSpan.FromDays(1));

        await Eventually.TrueAsync(() => done.SequenceEqual(["a"]), "the pass of the next day");
        await stop.CancelAsync();
        await running;
    }
}

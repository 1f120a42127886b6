using Outrigger.Storage.Cache;

namespace Outrigger.Storage.Tests.Cache;

public sealed class WakePacerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(WakePacer.Few)]
    public async Task Fire_ForFewWaiters_NeverHoldsBack(int count)
    {
        using var pacer = new WakePacer();
        var signal = new AsyncSignal();
        for (var round = 0; round < 500; round++)
        {
            var waits = Wait(signal, count);
            pacer.Fire(signal);
            signal.Waiters.ShouldBe(0, "the list was detached at once");
            await Task.WhenAll(waits);
        }
    }

    [Fact]
    public async Task Fire_ForManyWaiters_IsHeldBackOnlyWhenTheyWereJustWoken()
    {
        using var pacer = new WakePacer();
        var signal = new AsyncSignal();
        var first = Wait(signal, 1_000);
        pacer.Fire(signal);
        signal.Waiters.ShouldBe(0);
        await Task.WhenAll(first);

        // Each later wave waits for the end of a window, and no waiter is forgotten.
        var start = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < 5; round++)
        {
            var waits = Wait(signal, 1_000);
            pacer.Fire(signal);
            pacer.Fire(signal);
            await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        }

        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(60));
    }

    private static List<Task> Wait(AsyncSignal signal, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var waiter = new SignalWaiter();
        waiter.Arm();
        signal.Enlist(waiter);
        return waiter.WaitAsync(CancellationToken.None).AsTask();
    })];
}

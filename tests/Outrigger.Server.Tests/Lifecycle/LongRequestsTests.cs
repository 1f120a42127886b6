using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Tests.Lifecycle;

public sealed class LongRequestsTests
{
    private readonly LongRequests requests = new();
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task EndAll_NoTime_EndsAllAtOnce()
    {
        var open = Open(1000);

        await requests.EndAllAsync(TimeSpan.Zero, clock, TestContext.Current.CancellationToken);

        open.ShouldAllBe(o => o.IsCancellationRequested);
    }

    [Theory]
    [InlineData(1000, 60, 10)]
    [InlineData(100_000, 10, 500)]
    public async Task EndAll_WithinATime_EndsThemAtABoundedRate(int count, int seconds, int inTheFirstTick)
    {
        var open = Open(count);

        var ending = requests.EndAllAsync(TimeSpan.FromSeconds(seconds), clock, TestContext.Current.CancellationToken);

        open.Count(o => o.IsCancellationRequested).ShouldBe(inTheFirstTick);
        for (var ticks = 1; !ending.IsCompleted; ticks++)
        {
            await Eventually.TrueAsync(() => ending.IsCompleted || clock.ActiveTimers > 0, "the next tick is awaited");
            clock.Advance(TimeSpan.FromMilliseconds(50));
            ticks.ShouldBeLessThanOrEqualTo(seconds * 20);
        }

        await ending;
        open.ShouldAllBe(o => o.IsCancellationRequested);
    }

    [Fact]
    public async Task Enter_AfterTheEndBegan_IsEndedAtOnce()
    {
        await requests.EndAllAsync(TimeSpan.Zero, clock, TestContext.Current.CancellationToken);
        using var late = new CancellationTokenSource();

        using var entry = requests.Enter(late);

        late.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task EndAll_OneThatIsOver_IsLeftAlone()
    {
        var gone = new CancellationTokenSource();
        requests.Enter(gone).Dispose();
        gone.Dispose();

        await requests.EndAllAsync(TimeSpan.Zero, clock, TestContext.Current.CancellationToken);

        requests.Count.ShouldBe(0);
    }

    private List<CancellationTokenSource> Open(int count)
    {
        var open = Enumerable.Range(0, count).Select(_ => new CancellationTokenSource()).ToList();
        open.ForEach(o => requests.Enter(o));
        return open;
    }
}

using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

public sealed class SignalTests
{
    private readonly Signal signal = new();

    [Fact]
    public async Task WaitAsync_ChangeBefore_EndsAtOnceAndOnce()
    {
        signal.Set();
        signal.WaitAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        var second = signal.WaitAsync(CancellationToken.None).AsTask();

        second.IsCompleted.ShouldBeFalse();
        signal.Set();
        await second.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
    }

    [Fact]
    public void Set_InPlace_GoesOnBeforeItReturns()
    {
        var thread = 0;
        async Task WaitAsync()
        {
            await signal.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            thread = Environment.CurrentManagedThreadId;
        }

        var waiting = WaitAsync();
        signal.Set(inPlace: true);

        thread.ShouldBe(Environment.CurrentManagedThreadId);
        waiting.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsAndTheNextOneWaits()
    {
        using var source = new CancellationTokenSource();
        var first = signal.WaitAsync(source.Token).AsTask();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(async () => await signal.WaitAsync(source.Token));
        var next = signal.WaitAsync(Http2Harness.Token).AsTask();
        next.IsCompleted.ShouldBeFalse();
        signal.Set();
        await next.WaitAsync(Http2Harness.Patience, Http2Harness.Token);
    }
}

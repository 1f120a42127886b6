using Outrigger.ApiMachinery.Errors;
using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Providers;
using Outrigger.CustomMetrics.Telemetry;
using Outrigger.CustomMetrics.Tests.Fakes;

namespace Outrigger.CustomMetrics.Tests.Dispatch;

public sealed class ProviderSlotTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly LogLines log = new();
    private readonly ProviderMetrics metrics = new("g");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_ThatIgnoresItsToken_IsGivenUpAndTheProviderTold()
    {
        var slot = Slot(new ProviderOptions { Timeout = TimeSpan.FromSeconds(5) });
        CancellationToken given = default;
        var never = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = slot.CallAsync("m", (_, token) => { given = token; return new ValueTask<int>(never.Task); }, Token);
        await Eventually.TrueAsync(() => time.ActiveTimers > 0 && given.CanBeCanceled, "the call");
        time.Advance(TimeSpan.FromSeconds(4));
        call.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(1));

        var refusal = await Should.ThrowAsync<StatusException>(call);
        refusal.Status.Code.ShouldBe(504);
        refusal.Status.Message.ShouldBe("Timeout: the metrics provider p does not answer within 5 s");
        given.IsCancellationRequested.ShouldBeTrue();
        log.Of(4604).ShouldHaveSingleItem();
        never.SetException(new InvalidOperationException("late"));
    }

    [Fact]
    public async Task Call_ThatBlocksItsThread_IsGivenUpToo()
    {
        var slot = Slot(new ProviderOptions { Timeout = TimeSpan.FromSeconds(5) });
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        ValueTask<int> Block()
        {
            entered.Set();
            gate.Wait(CancellationToken.None);
            return new ValueTask<int>(1);
        }

        // the caller's thread must come back, whatever the provider does with its own
        var calling = Task.Run(() => new[] { slot.CallAsync("m", (_, _) => Block(), Token) }, Token);
        try
        {
            await Eventually.TrueAsync(() => entered.IsSet && calling.IsCompleted && time.ActiveTimers > 0, "the call, and its caller's thread back");
            time.Advance(TimeSpan.FromSeconds(5));
            (await Should.ThrowAsync<StatusException>((await calling)[0])).Status.Code.ShouldBe(504);
        }
        finally
        {
            gate.Set();
            await calling;
        }
    }

    [Fact]
    public async Task Call_BeyondTheLimit_IsRefusedUntilOneReallyEnds()
    {
        var slot = Slot(new ProviderOptions { Timeout = TimeSpan.FromSeconds(1), MaxConcurrentCalls = 2 });
        var never = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 2).Select(_ => slot.CallAsync("m", (_, _) => new ValueTask<int>(never.Task), Token)).ToList();
        await Eventually.TrueAsync(() => time.ActiveTimers == 2, "both calls");
        time.Advance(TimeSpan.FromSeconds(1));
        foreach (var call in calls)
        {
            (await Should.ThrowAsync<StatusException>(call)).Status.Code.ShouldBe(504);
        }

        // nobody waits for them, but they run on
        var refusal = await Should.ThrowAsync<StatusException>(slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token));
        refusal.Status.Code.ShouldBe(503);
        refusal.Status.Details!.RetryAfterSeconds.ShouldBe(1);
        await Should.ThrowAsync<StatusException>(slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token));
        log.Of(4605).ShouldHaveSingleItem();

        never.SetResult(0);
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return await slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token) == 1;
                }
                catch (StatusException)
                {
                    return false;
                }
            },
            "room for another call");
        log.Of(4606).ShouldBeEmpty("the trouble was just now");
        time.Advance(TimeSpan.FromSeconds(10));
        await slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token);
        log.Of(4606).ShouldHaveSingleItem("it works again");
    }

    [Fact]
    public async Task Call_ThatFails_TellsTheOperatorOnceAndTheClientNothingOfIt()
    {
        var slot = Slot(new ProviderOptions());

        for (var i = 0; i < 3; i++)
        {
            var refusal = await Should.ThrowAsync<StatusException>(slot.CallAsync<int>("m", (_, _) => throw new InvalidOperationException("Password=secret"), Token));
            refusal.Status.Code.ShouldBe(500);
            refusal.Status.Message.ShouldNotContain("secret");
        }

        log.Of(4603).ShouldHaveSingleItem().ShouldContain("secret");
        time.Advance(TimeSpan.FromSeconds(10));
        (await slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token)).ShouldBe(1);
        log.Of(4606).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Trouble_ThatComesAndGoesWithEachCall_IsToldOnce()
    {
        var slot = Slot(new ProviderOptions { MaxConcurrentCalls = 1 });
        for (var i = 0; i < 5; i++)
        {
            // one call under way, one refused, one that fails, one that works
            var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var first = slot.CallAsync("m", (_, _) => new ValueTask<int>(end.Task), Token);
            await Should.ThrowAsync<StatusException>(slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token));
            end.SetResult(1);
            await first;
            await Should.ThrowAsync<StatusException>(slot.CallAsync<int>("m", (_, _) => throw new TimeoutException("its own"), Token));
            time.Advance(TimeSpan.FromSeconds(9));
            (await slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token)).ShouldBe(1);
        }

        log.Of(4605).ShouldHaveSingleItem();
        log.Of(4603).ShouldHaveSingleItem().ShouldContain("its own");
        log.Of(4604).ShouldBeEmpty();
        log.Of(4606).ShouldBeEmpty();

        time.Advance(TimeSpan.FromSeconds(1));
        (await slot.CallAsync("m", (_, _) => new ValueTask<int>(1), Token)).ShouldBe(1);
        log.Of(4606).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Call_WithARefusalOfTheProvidersOwn_IsThatRefusal()
    {
        var slot = Slot(new ProviderOptions());

        (await Should.ThrowAsync<StatusException>(slot.CallAsync<int>("m", (_, _) => throw ApiErrors.TooManyRequests("later", 7), Token))).Status.Code.ShouldBe(429);
        log.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Call_OfAClientThatGoesAway_IsCancelled()
    {
        var slot = Slot(new ProviderOptions());
        using var client = new CancellationTokenSource();
        CancellationToken given = default;
        var call = slot.CallAsync("m", async (_, token) => { given = token; await Task.Delay(Timeout.InfiniteTimeSpan, time, token); return 1; }, client.Token);
        await Eventually.TrueAsync(() => given.CanBeCanceled, "the call");

        await client.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        given.IsCancellationRequested.ShouldBeTrue();
        log.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(61, 64)]
    [InlineData(10, 0)]
    public void Options_WithoutSense_AreRefused(int seconds, int calls) =>
        Should.Throw<ArgumentException>(() => new ProviderOptions { Timeout = TimeSpan.FromSeconds(seconds), MaxConcurrentCalls = calls }.Check("p")).Message.ShouldContain("provider p");

    public void Dispose() => metrics.Dispose();

    private ProviderSlot<string> Slot(ProviderOptions options) => new("p", "provider", MetricNames.All, options, new GroupParts("g", time, log, metrics));
}

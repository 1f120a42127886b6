using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Server.Extension;

namespace Outrigger.Server.Tests.Extension;

public sealed class BackgroundWorkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhatFails_EndsTheWaitAndIsThrown()
    {
        var work = new BackgroundWork("shop", NullLogger.Instance);
        var cause = new InvalidOperationException("no disk");

        var waiting = work.FailedAsync(Token);
        await work.RunAsync("the mirror", _ => Task.FromResult(0), Token);
        waiting.IsCompleted.ShouldBeFalse("it ended by itself, which is no failure");
        await work.RunAsync("the mirror", _ => throw cause, Token);
        await work.RunAsync("another", _ => Task.FromException(new IOException("later")), Token);

        await waiting;
        var thrown = await Should.ThrowAsync<BackgroundException>(work.ThrowIfFailedAsync);
        (thrown.Message, thrown.InnerException).ShouldBe(("the mirror failed: no disk", cause));
    }

    [Fact]
    public async Task Run_WhatIsCancelled_IsNoFailure()
    {
        var work = new BackgroundWork("shop", NullLogger.Instance);
        using var stop = new CancellationTokenSource();

        var running = work.RunAsync("the mirror", end => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end), stop.Token);
        await stop.CancelAsync();
        await running;

        await work.FailedAsync(stop.Token);
        await work.ThrowIfFailedAsync();
    }
}

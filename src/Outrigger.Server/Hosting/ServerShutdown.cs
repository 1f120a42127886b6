using Microsoft.Extensions.Logging;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Hosting;

/// <summary>The end of a server, step by step; the timeline is drawn in docs/operations.md.</summary>
internal sealed class ServerShutdown(ServerLifecycle lifecycle, ShutdownOptions options, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan HookLimit = TimeSpan.FromSeconds(15);

    // requests are done by then: what is left is to tell the clients of idle connections
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs all of it.</summary>
    /// <param name="stopListening">Refuses connections, says goodbye on those that are open and returns when they are closed; when it is cancelled it cuts them.</param>
    /// <param name="cancellationToken">Cuts the delay short.</param>
    public async Task RunAsync(Func<CancellationToken, Task> stopListening, CancellationToken cancellationToken)
    {
        Signal(lifecycle.ShutdownInitiated);
        if (options.Delay > TimeSpan.Zero)
        {
            await Task.Delay(options.Delay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Signal(lifecycle.AfterShutdownDelay);
        await RunHooksAsync().ConfigureAwait(false);
        Signal(lifecycle.PreShutdownHooksStopped);

        using var limit = new CancellationTokenSource(DrainLimit, clock);
        if (options.SendRetryAfter)
        {
            lifecycle.ShortRequests.Refuse();
        }

        Signal(lifecycle.NotAcceptingNewRequests);
        var closing = options.SendRetryAfter ? Task.CompletedTask : stopListening(limit.Token);
        await lifecycle.LongRequests.EndAllAsync(options.WatchTerminationGracePeriod, clock, limit.Token).ConfigureAwait(false);
        if (!await lifecycle.ShortRequests.DrainAsync(DrainLimit, clock).ConfigureAwait(false))
        {
            HostingLog.RequestsCut(logger, lifecycle.ShortRequests.Count, DrainLimit.TotalSeconds);
        }

        await closing.ConfigureAwait(false);
        Signal(lifecycle.InFlightRequestsDrained);
        if (options.SendRetryAfter)
        {
            using var close = new CancellationTokenSource(CloseLimit, clock);
            await stopListening(close.Token).ConfigureAwait(false);
        }

        Signal(lifecycle.StoppedListening);
    }

    private TimeSpan DrainLimit => options.WatchTerminationGracePeriod > options.DrainTimeout ? options.WatchTerminationGracePeriod : options.DrainTimeout;

    private async Task RunHooksAsync()
    {
        foreach (var hook in lifecycle.Hooks)
        {
            try
            {
                await hook.Run().WaitAsync(HookLimit, clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                HostingLog.HookFailed(logger, hook.Name, e.Message);
            }
        }
    }

    private void Signal(LifecycleSignal signal)
    {
        signal.Signal();
        HostingLog.Signaled(logger, signal.Name);
    }
}

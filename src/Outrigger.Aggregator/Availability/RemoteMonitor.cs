using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Routing;

namespace Outrigger.Aggregator.Availability;

/// <summary>
/// Watches over one APIService: checks it every 30 s, when something about it changes, and when requests to it fail; in between
/// more often while it is down. Each has a loop of its own, so that a server that hangs delays no other's check.
/// </summary>
internal sealed class RemoteMonitor(
    string name, RemoteTable table, AvailabilityCheck check, RemoteRefresh refresh, ConditionWriter writer, MonitorTiming timing)
{
    private readonly SemaphoreSlim signal = new(0);
    private (TimeSpan At, ApiServiceModel Spec)? discovered;
    private TimeSpan lastCheck;
    private Remote? seen;
    private AvailableCondition? found;
    private volatile bool suspected;

    // not the time of day, which may be set back while a check waits
    private TimeSpan Now => timing.Time.GetElapsedTime(0);

    /// <summary>A request to the server failed: it is checked soon.</summary>
    public void Suspect()
    {
        suspected = true;
        Wake();
    }

    /// <summary>Something about the APIService may have changed.</summary>
    public void Wake()
    {
        // twice by chance does no harm
        if (signal.CurrentCount == 0)
        {
            signal.Release();
        }
    }

    /// <summary>Runs until it is cancelled, and ends with that exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await check.Rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        var pause = timing.FirstRetry;
        while (!cancellationToken.IsCancellationRequested)
        {
            var healthy = false;
            try
            {
                healthy = await TurnAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                AggregatorLog.StatusNotWritten(timing.Logger, name, e.Message);
            }

            await WaitAsync(healthy ? timing.Every : pause, cancellationToken).ConfigureAwait(false);
            pause = healthy ? timing.FirstRetry : Min(pause * 2, timing.LongestRetry);
        }
    }

    /// <summary>One check; whether the server is well and what it serves is known.</summary>
    private async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        if (!table.Remotes.TryGetValue(name, out var remote))
        {
            return true;
        }

        (seen, lastCheck, suspected) = (remote, Now, false);
        var condition = await check.RunAsync(remote, cancellationToken).ConfigureAwait(false);
        var passed = condition.Status == "True";
        var isDiscovered = true;
        if (passed)
        {
            // before it is said to be available: whoever waits for that finds its resources in discovery
            isDiscovered = await RefreshDiscoveryAsync(remote, cancellationToken).ConfigureAwait(false);
            if (writer.IsWriting)
            {
                table.Confirm(remote);
            }
        }

        found = condition;
        await writer.WriteAsync(remote.ApiService, condition, cancellationToken).ConfigureAwait(false);
        return passed && isDiscovered;
    }

    /// <summary>Whether discovery is known; a server whose discovery failed once is asked twice.</summary>
    private async Task<bool> RefreshDiscoveryAsync(Remote remote, CancellationToken cancellationToken)
    {
        var now = Now;
        var known = remote.GroupVersion.Document is not null && remote.ApiService.IsAvailable;
        if (known && discovered is { } last && now - last.At < timing.DiscoveryEvery && last.Spec == remote.ApiService.Spec)
        {
            return true;
        }

        var isRead = await refresh.RunAsync(remote, cancellationToken).ConfigureAwait(false) ||
            await refresh.RunAsync(remote, cancellationToken).ConfigureAwait(false);
        if (isRead)
        {
            discovered = (now, remote.ApiService.Spec);
        }
        else
        {
            refresh.Fail(remote);
        }

        return isRead;
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var until = Now + delay;
        while (!IsNews() && until - Now is { Ticks: > 0 } left)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var woken = signal.WaitAsync(over.Token);
            await Task.WhenAny(Task.Delay(left, timing.Time, over.Token), woken).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (suspected && lastCheck + timing.FirstRetry < until)
            {
                // soon, but not for every failing request
                until = lastCheck + timing.FirstRetry;
            }
        }
    }

    /// <summary>Whether there is something that the last check did not know; its own result is no news.</summary>
    private bool IsNews() =>
        table.Remotes.TryGetValue(name, out var now) && seen is not null && !ReferenceEquals(now, seen) &&
        (!now.Resolution.Equals(seen.Resolution) || now.ApiService.Spec != seen.ApiService.Spec ||
            (now.ApiService.Condition != found && now.ApiService.Condition != seen.ApiService.Condition));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

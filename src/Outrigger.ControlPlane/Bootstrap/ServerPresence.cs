using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>
/// Says that this server is there, and keeps the endpoints of default/kubernetes to the servers that are, as the lease reconciler of
/// kube-apiserver does. A server that shares its store with no other publishes itself once.
/// </summary>
internal sealed class ServerPresence : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource stop = new();
    private readonly IPEndPoint? endpoint;
    private readonly ApiServerSlices slices;
    private readonly ServerLeases? leases;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private Task running = Task.CompletedTask;

    /// <param name="objects">Where all is written.</param>
    /// <param name="endpoint">Of this server; null or not reachable for others: it is not published.</param>
    /// <param name="identity">Of this server; null when no other uses the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For failures.</param>
    public ServerPresence(LocalObjects objects, IPEndPoint? endpoint, string? identity, TimeProvider time, ILogger log)
    {
        this.endpoint = ApiServerSlices.IsReachable(endpoint) ? endpoint : null;
        this.time = time;
        this.log = log;
        slices = new ApiServerSlices(objects);
        leases = identity is null ? null : new ServerLeases(objects, identity, this.endpoint, time);
    }

    /// <summary>Returns when it is published.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (leases is not null)
        {
            await TurnAsync(leases, cancellationToken).ConfigureAwait(false);
            running = Task.Run(() => RunAsync(leases, stop.Token), CancellationToken.None);
        }
        else if (endpoint is not null)
        {
            await slices.PublishAsync([endpoint], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves, so that nobody is sent here any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (leases is not null && running != Task.CompletedTask)
        {
            await LeaveAsync(leases).ConfigureAwait(false);
        }

        stop.Dispose();
    }

    private async Task RunAsync(ServerLeases mine, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await TurnAsync(mine, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    ControlPlaneLog.WorkFailed(log, "server-presence", "its Lease", Period.TotalSeconds, e);
                }
            }
        }
    }

    private async Task TurnAsync(ServerLeases mine, CancellationToken cancellationToken)
    {
        await mine.RenewAsync(cancellationToken).ConfigureAwait(false);
        await slices.PublishAsync(await mine.LiveAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task LeaveAsync(ServerLeases mine)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            await mine.LeaveAsync(limit.Token).ConfigureAwait(false);
            var others = await mine.LiveAsync(limit.Token).ConfigureAwait(false);
            if (others.Count > 0)
            {
                await slices.PublishAsync(others, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            ControlPlaneLog.WorkFailed(log, "server-presence", "its end", Period.TotalSeconds, e);
        }
    }
}

using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Access;

namespace Outrigger.Server.Leading;

/// <summary>
/// Leads by a Lease, as Kubernetes' components do. Times are measured by this process' own monotonic clock: a candidate waits for a whole
/// duration in which it saw no change of the Lease; a leader counts from before its last renewal was sent, and stops by itself in time.
/// </summary>
public sealed class LeaseLeader : ILeadership, IAsyncDisposable
{
    private readonly LeaseOptions options;
    private readonly ILeaseStore leases;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private TaskCompletionSource<LeaseTerm> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LeaseTerm? term;
    private LeaseRecord? observed;
    private long observedAt;
    private long renewedAt;
    private Task running = Task.CompletedTask;

    public LeaseLeader(LocalObjects objects, LeaseOptions options, TimeProvider time, ILogger logger)
        : this(new LeaseStore(objects, options), options, time, logger)
    {
    }

    internal LeaseLeader(ILeaseStore leases, LeaseOptions options, TimeProvider time, ILogger logger)
    {
        this.leases = leases;
        this.options = options;
        this.time = time;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public bool IsLeading => Volatile.Read(ref term) is { Over.IsCancellationRequested: false }
        && time.GetElapsedTime(Volatile.Read(ref renewedAt)) < options.RenewDeadline;

    /// <summary>Begins to take part; the namespace of the Lease must be there.</summary>
    public void Start() => running = Task.Run(() => RunAsync(stop.Token), CancellationToken.None);

    /// <inheritdoc/>
    public async Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task<LeaseTerm> coming;
            lock (gate)
            {
                coming = term is { Over.IsCancellationRequested: false } now ? Task.FromResult(now) : next.Task;
            }

            try
            {
                var begun = await coming.WaitAsync(cancellationToken).ConfigureAwait(false);
                await begun.RunAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Ends the work, then gives the Lease back, so that another server takes over at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TurnAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(options.Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (term is not null)
        {
            await EndAsync().ConfigureAwait(false);
            await GiveBackAsync().ConfigureAwait(false);
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Left(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var why = "another server has the lease";
        try
        {
            if (await TryHoldAsync(either.Token).ConfigureAwait(false))
            {
                Volatile.Write(ref renewedAt, begun);
                Begin();
                return;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (term is null || time.GetElapsedTime(renewedAt) < options.RenewDeadline - options.Period)
            {
                TellFailed(e);
                return;
            }

            why = $"the lease could not be renewed for {options.RenewDeadline.TotalSeconds:0} s: {e.Message}";
        }

        if (term is not null)
        {
            LeadingLog.LeadsNoMore(logger, options.Identity, options.Name, why);
            await EndAsync().ConfigureAwait(false);
        }
    }

    // what the server refuses is for the operator to mend; the rest comes and goes
    private void TellFailed(Exception failure)
    {
        if (failure is StatusException { Status.Code: 403 or 404 })
        {
            LeadingLog.TryRefused(logger, options.Name, failure.Message);
        }
        else
        {
            LeadingLog.TryFailed(logger, options.Name, failure.Message);
        }
    }

    // a leader may not hang longer than it may lead
    private TimeSpan Left()
    {
        var left = term is null ? options.RenewDeadline : options.RenewDeadline - time.GetElapsedTime(renewedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        var there = await leases.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (there != observed || there is null)
        {
            observed = there;
            observedAt = time.GetTimestamp();
        }

        if (there is not null && there.Holder.Length > 0 && !string.Equals(there.Holder, options.Identity, StringComparison.Ordinal)
            && time.GetElapsedTime(observedAt) < TimeSpan.FromSeconds(there.Seconds))
        {
            return false;
        }

        var mine = (there ?? new LeaseRecord("", 0, "", "", 0)).HeldBy(options.Identity, options.Duration, time.GetUtcNow());
        if (!await leases.WriteAsync(there, mine, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        observed = mine;
        observedAt = time.GetTimestamp();
        return true;
    }

    private void Begin()
    {
        lock (gate)
        {
            if (term is null)
            {
                LeadingLog.Leads(logger, options.Identity, options.Name);
                Volatile.Write(ref term, new LeaseTerm());
                next.TrySetResult(term!);
            }
        }
    }

    private async Task EndAsync()
    {
        LeaseTerm ending;
        lock (gate)
        {
            ending = term!;
            Volatile.Write(ref term, null);
            next = new TaskCompletionSource<LeaseTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await ending.EndAsync().ConfigureAwait(false);
    }

    private async Task GiveBackAsync()
    {
        using var limit = new CancellationTokenSource(options.Period, time);
        try
        {
            if (observed is { } mine)
            {
                await leases.WriteAsync(mine, mine.GivenBack(), limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LeadingLog.TryFailed(logger, options.Name, e.Message);
        }
    }
}

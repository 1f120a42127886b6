using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>Up to which revision every open resource shows all changes. Only grows.</summary>
internal sealed class PublishedRevision(long start)
{
    private readonly AsyncSignal signal = new();
    private long value = start;

    public long Value => Volatile.Read(ref value);

    /// <summary>Only for the feed loop.</summary>
    public void Publish(long revision)
    {
        if (revision > value)
        {
            Volatile.Write(ref value, revision);
            signal.Fire();
        }
    }

    /// <summary>Lets go of waiters that have given up.</summary>
    public void Trim() => signal.Trim();

    /// <summary>Waits for a revision; throws <see cref="RevisionAheadException"/> when it does not come in time.</summary>
    public ValueTask WaitAsync(long revision, WatchCacheOptions options, CancellationToken cancellationToken) =>
        Value >= revision ? ValueTask.CompletedTask : new ValueTask(WaitSlowlyAsync(revision, options, cancellationToken));

    private async Task WaitSlowlyAsync(long revision, WatchCacheOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AheadTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var waiter = new SignalWaiter();
        try
        {
            while (Value < revision)
            {
                waiter.Arm();
                signal.Enlist(waiter);
                if (Value >= revision)
                {
                    return;
                }

                await waiter.WaitAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // on a busy machine the time may be over together with the wait
            var now = Value;
            if (now < revision)
            {
                throw new RevisionAheadException(revision, now);
            }
        }
    }
}

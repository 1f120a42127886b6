namespace Outrigger.Storage.Etcd.Watching;

/// <summary>Up to which revision the feeds were told, and who waits for more.</summary>
internal sealed class RevisionGate(long start, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long value = start;

    public long Value => Volatile.Read(ref value);

    public void Advance(long revision)
    {
        lock (gate)
        {
            Volatile.Write(ref value, revision);
            while (waiting.TryPeek(out var waiter, out var at) && at <= revision)
            {
                waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    /// <summary>Whether the revision came in time.</summary>
    public async ValueTask<bool> WaitAsync(long revision, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Value >= revision)
        {
            return true;
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (value >= revision)
            {
                return true;
            }

            waiting.Enqueue(waiter, revision);
        }

        try
        {
            await waiter.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

namespace Outrigger.Server.Lifecycle;

/// <summary>Counts the requests that are under way, so that a server that stops can wait for them; watches and tunnels are not among them.</summary>
public sealed class ShortRequests
{
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private volatile bool draining;
    private volatile bool refusing;

    /// <summary>How many are under way.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Enters a request; false when no more are taken. Who enters must leave.</summary>
    public bool TryEnter()
    {
        if (refusing)
        {
            return false;
        }

        Interlocked.Increment(ref count);
        if (!refusing)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>The request is done, with all that is to be told about it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref count) == 0 && draining)
        {
            empty.TrySetResult();
        }
    }

    /// <summary>Refuses what comes from now on.</summary>
    public void Refuse() => refusing = true;

    /// <summary>Ends when no request is under way any more; false when that takes longer than the limit.</summary>
    public async Task<bool> DrainAsync(TimeSpan limit, TimeProvider clock)
    {
        draining = true;

        // else the count could be read before the store is seen: the last request would leave in between and wake nobody
        Interlocked.MemoryBarrier();
        if (Count == 0)
        {
            return true;
        }

        try
        {
            await empty.Task.WaitAsync(limit, clock).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

namespace Outrigger.Storage.Cache;

/// <summary>
/// Wakes everyone who waits. Firing costs the one who fires the same for one waiter or ten thousand: it detaches their list and
/// leaves the waking to another thread.
/// </summary>
internal sealed class AsyncSignal
{
    private const int FewIdle = 16;
    private SignalWaiter? head;

    /// <summary>How many wait now. Like <see cref="Fire"/> it comes after the change that they wait for.</summary>
    public int Waiters
    {
        get
        {
            // A waiter that this misses enlisted later, and looks at the condition again after that.
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref head)?.Depth ?? 0;
        }
    }

    /// <summary>Adds an armed waiter to the next <see cref="Fire"/>.</summary>
    public void Enlist(SignalWaiter waiter)
    {
        if (!waiter.TryLink())
        {
            return;
        }

        var seen = Volatile.Read(ref head);
        while (true)
        {
            waiter.Next = seen;
            waiter.Depth = (seen?.Depth ?? 0) + 1;
            var now = Interlocked.CompareExchange(ref head, waiter, seen);
            if (ReferenceEquals(now, seen))
            {
                return;
            }

            seen = now;
        }
    }

    /// <summary>Wakes all who wait now. Make the condition true before.</summary>
    public void Fire()
    {
        // An empty list needs no exchange: a waiter enlists first and looks at the condition again afterwards.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref head) is not null && Interlocked.Exchange(ref head, null) is { } waiters)
        {
            ThreadPool.UnsafeQueueUserWorkItem(WakeAll, waiters, preferLocal: false);
        }
    }

    /// <summary>
    /// Lets go of waiters that have left, when they are most of the list: it wakes the others without cause, which takes less than what the
    /// left ones cost.
    /// </summary>
    public void Trim()
    {
        var (all, idle) = (0, 0);
        for (var waiter = Volatile.Read(ref head); waiter is not null; waiter = waiter.Next)
        {
            all++;
            idle += waiter.IsWaiting ? 0 : 1;
        }

        if (idle > FewIdle && idle * 2 > all)
        {
            Fire();
        }
    }

    private static void WakeAll(SignalWaiter first)
    {
        for (SignalWaiter? waiter = first; waiter is not null;)
        {
            var next = waiter.Next;
            waiter.Next = null;
            waiter.Unlink();
            waiter.Wake();
            waiter = next;
        }
    }
}

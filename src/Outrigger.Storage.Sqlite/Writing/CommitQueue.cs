namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>What waits for the writer. It takes everything at once, so that a batch is as large as the load asks for.</summary>
internal sealed class CommitQueue
{
    private readonly object gate = new();
    private List<CommitRequest> waiting = [];
    private List<CommitRequest> spare = [];
    private bool poked;
    private bool closed;

    /// <summary>Whether the store is closing; the rest of the queue is still served.</summary>
    public bool Closed
    {
        get
        {
            lock (gate)
            {
                return closed;
            }
        }
    }

    /// <summary>How many commits wait.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Adds a request; false when the store is closed.</summary>
    public bool TryAdd(CommitRequest request)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            waiting.Add(request);
            if (waiting.Count == 1)
            {
                Monitor.Pulse(gate);
            }

            return true;
        }
    }

    /// <summary>
    /// Answers whoever has left: those who wait, and those whose commit the disk holds up. One look at all of them now and then costs
    /// a commit nothing, which a registration with its token would.
    /// </summary>
    public void DropLeft()
    {
        lock (gate)
        {
            waiting.RemoveAll(static r => r.TryDrop());
            spare.ForEach(static r => r.TryDrop());
        }
    }

    /// <summary>Wakes the writer for upkeep.</summary>
    public void Poke()
    {
        lock (gate)
        {
            poked = true;
            Monitor.Pulse(gate);
        }
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes all that waits, in order. Blocks until there is something, a poke or the end, unless told not to.</summary>
    public List<CommitRequest> TakeAll(bool wait)
    {
        lock (gate)
        {
            while (wait && waiting.Count == 0 && !poked && !closed)
            {
                Monitor.Wait(gate);
            }

            poked = false;
            var taken = waiting;
            spare.Clear();
            (waiting, spare) = (spare, taken);
            return taken;
        }
    }
}

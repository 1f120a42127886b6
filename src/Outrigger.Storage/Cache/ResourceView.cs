using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Cache;

/// <summary>What readers of a resource see: state and stream, behind a gate that is shut while the state is loaded.</summary>
internal sealed class ResourceView(string prefix)
{
    private ResourceState? state;
    private WatchStream? stream;
    private TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Prefix => prefix;

    /// <summary>Throws <see cref="StoreUnavailableException"/> while the resource is loading and after it was closed.</summary>
    public ResourceState State => Volatile.Read(ref state) ?? throw Unavailable();

    public WatchStream Stream => Volatile.Read(ref stream) ?? throw Unavailable();

    /// <summary>The oldest revision after which all events are known; null before the first load and after it was closed.</summary>
    public long? OldestRevision => Volatile.Read(ref stream)?.Log.OldestRevision;

    /// <summary>Whether it is shut for good. For the writer.</summary>
    public bool Closed { get; private set; }

    public Task ReadyAsync(CancellationToken cancellationToken) => Volatile.Read(ref ready).Task.WaitAsync(cancellationToken);

    /// <summary>Opens the gate over a loaded state. Writers call this and all below one at a time.</summary>
    public void Open(ResourceState loaded, WatchStream fresh)
    {
        Volatile.Write(ref stream, fresh);
        Volatile.Write(ref state, loaded);
        ready.TrySetResult();
    }

    public void Advance(ResourceState next) => Volatile.Write(ref state, next);

    /// <summary>Wakes the watchers: there are new entries.</summary>
    public void Wake(WakePacer pacer)
    {
        if (Volatile.Read(ref stream) is { } current)
        {
            pacer.Fire(current.Signal);
        }
    }

    /// <summary>A new serving generation: open watches end cleanly, new ones go on with the same log.</summary>
    public void EndWatches()
    {
        if (stream is { } old)
        {
            Volatile.Write(ref stream, new WatchStream(old.Log));
            old.Finish(StreamEnd.Finished);
        }
    }

    /// <summary>Shuts the gate until the next <see cref="Open"/>; watches fail as expired.</summary>
    public void Lose()
    {
        if (Closed)
        {
            return;
        }

        if (ready.Task.IsCompleted)
        {
            Volatile.Write(ref ready, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        Volatile.Write(ref state, null);
        stream?.Finish(StreamEnd.Lost);
    }

    /// <summary>Shuts the gate for good; watches end cleanly.</summary>
    public void Close()
    {
        Closed = true;
        Volatile.Write(ref state, null);
        var old = stream;
        Volatile.Write(ref stream, null);
        old?.Finish(StreamEnd.Finished);
        ready.TrySetException(Unavailable());
        _ = ready.Task.Exception; // nobody may be waiting
    }

    private StoreUnavailableException Unavailable() => new(
        Closed ? $"{prefix} is no longer served" : $"{prefix} is still being read from the store", outcomeUnknown: false);
}

using System.Threading.Tasks.Sources;

namespace Outrigger.Server.Endpoints;

/// <summary>A watcher's place in the queue of <see cref="SendTurns"/>, reused for all its turns.</summary>
internal sealed class SendTurn : IValueTaskSource
{
    private const int Known = int.MinValue;

    private ManualResetValueTaskSourceCore<bool> core;

    // The version of the turn of which is not known yet what came first, the wait or the turn. Who is late must not touch the next one.
    private int unknown = Known;

    /// <summary>Whether the watcher has a place of its own and must give it back.</summary>
    public bool HoldsPlace { get; set; }

    public void Reset()
    {
        core.Reset();
        Volatile.Write(ref unknown, core.Version);
    }

    public ValueTask WaitAsync() => new(this, core.Version);

    /// <summary>Goes on with the watcher, here and now, in the caller's place.</summary>
    /// <returns>False when the watcher did not wait yet: it goes on by itself then, and the caller's place is its own.</returns>
    public bool Begin()
    {
        int version = core.Version;
        var waits = Interlocked.CompareExchange(ref unknown, Known, version) != version;
        HoldsPlace = !waits;
        core.SetResult(true);
        return waits;
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        core.OnCompleted(continuation, state, token, flags);
        Interlocked.CompareExchange(ref unknown, Known, token);
    }
}

using System.Threading.Tasks.Sources;

namespace Outrigger.Server.Endpoints;

/// <summary>A watcher's place in the queue of <see cref="SendTurns"/>, reused for all its turns.</summary>
internal sealed class SendTurn : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> core;

    /// <summary>Whether its holder took a place itself and must give it back.</summary>
    public bool HoldsPlace { get; set; }

    public void Reset() => core.Reset();

    public ValueTask WaitAsync() => new(this, core.Version);

    /// <summary>Goes on with the watcher, here and now.</summary>
    public void Begin() => core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}

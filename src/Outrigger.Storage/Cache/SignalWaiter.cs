using System.Threading.Tasks.Sources;

namespace Outrigger.Storage.Cache;

/// <summary>
/// One waiter of an <see cref="AsyncSignal"/>, reused for all its waits so that waiting allocates nothing. Arm, enlist, check
/// the condition once more, await. It may wake without cause.
/// </summary>
internal sealed class SignalWaiter : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private int state;
    private int linked;

    /// <summary>The next waiter of the signal's list.</summary>
    public SignalWaiter? Next { get; set; }

    /// <summary>How many waiters the list has from here on.</summary>
    public int Depth { get; set; }

    /// <summary>Whether a wait is under way.</summary>
    public bool IsWaiting => Volatile.Read(ref state) == Waiting;

    /// <summary>Begins a wait; the one before must have been awaited.</summary>
    public void Arm()
    {
        core.Reset();
        Interlocked.Exchange(ref state, Waiting);
    }

    /// <summary>Whether the caller must put it into the list; false when it is still there.</summary>
    public bool TryLink() => Interlocked.CompareExchange(ref linked, 1, 0) == 0;

    /// <summary>It left the list. Full fence: a waiter that still saw itself linked has set its state before.</summary>
    public void Unlink() => Interlocked.Exchange(ref linked, 0);

    /// <summary>Ends the wait if one is under way.</summary>
    public void Wake()
    {
        if (Interlocked.CompareExchange(ref state, Idle, Waiting) == Waiting)
        {
            core.SetResult(true);
        }
    }

    /// <summary>The wait; a cancelled one throws.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        registration = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((SignalWaiter)waiter!).Cancel(token), this);
        return new ValueTask(this, core.Version);
    }

    void IValueTaskSource.GetResult(short token)
    {
        registration.Unregister();
        registration = default;
        core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? argument, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, argument, token, flags);

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref state, Idle, Waiting) == Waiting)
        {
            core.SetException(new OperationCanceledException(token));
        }
    }
}

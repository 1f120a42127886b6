using System.Threading.Tasks.Sources;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Tells one waiter that something changed, without an allocation for each wait. A change that comes while nobody waits is kept; the
/// waiter looks at the state again after each.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> core;
    private CancellationTokenRegistration registration;
    private CancellationToken waited;
    private bool isSet;
    private bool isWaiting;

    /// <summary>Something changed. The waiter goes on in place of the caller when <paramref name="inPlace"/>, else on another thread.</summary>
    public void Set(bool inPlace = false)
    {
        lock (gate)
        {
            isSet = !isWaiting;
            if (!isWaiting)
            {
                return;
            }

            isWaiting = false;
        }

        core.RunContinuationsAsynchronously = !inPlace;
        core.SetResult(true);
    }

    /// <summary>Waits for a change since the last wait.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        short version;
        lock (gate)
        {
            if (isSet)
            {
                isSet = false;
                return ValueTask.CompletedTask;
            }

            core.Reset();
            version = core.Version;
            waited = cancellationToken;
            isWaiting = true;
        }

        // nobody awaits before this method returns, so nobody looks at the registration before it is there
        registration = cancellationToken.UnsafeRegister(static (signal, token) => ((Signal)signal!).Cancel(token), this);
        return new ValueTask(this, version);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        registration.Unregister();
        core.GetResult(token);
    }

    // may come late, when another wait is under way: that is over only when it waits for the same token
    private void Cancel(CancellationToken token)
    {
        lock (gate)
        {
            if (!isWaiting || token != waited)
            {
                return;
            }

            isWaiting = false;
        }

        core.RunContinuationsAsynchronously = true;
        core.SetException(new OperationCanceledException(token));
    }
}

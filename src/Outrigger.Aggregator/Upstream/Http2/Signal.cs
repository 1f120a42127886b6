using System.Threading.Tasks.Sources;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Tells one waiter that something changed, without an allocation for each wait. A change that comes while nobody waits is kept; the
/// waiter looks at the state again after each.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private bool isSet;
    private bool isWaiting;

    /// <summary>Something changed.</summary>
    public void Set()
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

        core.SetResult(true);
    }

    /// <summary>Waits for a change since the last wait.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        short version;
        lock (gate)
        {
            if (isSet)
            {
                isSet = false;
                return;
            }

            core.Reset();
            version = core.Version;
            isWaiting = true;
        }

        var registration = cancellationToken.UnsafeRegister(static (signal, token) => ((Signal)signal!).Cancel(token), this);
        await using (registration.ConfigureAwait(false))
        {
            await new ValueTask(this, version).ConfigureAwait(false);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    private void Cancel(CancellationToken token)
    {
        lock (gate)
        {
            if (!isWaiting)
            {
                return;
            }

            isWaiting = false;
        }

        core.SetException(new OperationCanceledException(token));
    }
}

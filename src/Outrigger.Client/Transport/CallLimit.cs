using System.Globalization;

namespace Outrigger.Client.Transport;

/// <summary>
/// How long one call may take, beside the caller who may end it. Send with <see cref="Token"/>, and translate a cancellation that
/// <see cref="IsTimeout"/> says was nobody's wish.
/// </summary>
public readonly struct CallLimit : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;
    private readonly CancellationToken caller;

    /// <summary>The time begins now.</summary>
    /// <param name="limit">How long the call may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Ends the call before.</param>
    public CallLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        this.limit = limit;
        this.caller = caller;
        timer = new CancellationTokenSource(limit, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, caller);
    }

    /// <summary>Ends the call when its time is over or its caller gives up.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>
    /// Whether a cancelled call ran out of time: of its own, or of the transport's for connecting, which is over before. It did not when its
    /// caller gave up, nor when what sends it was disposed of.
    /// </summary>
    public bool IsTimeout(OperationCanceledException cancelled) =>
        !caller.IsCancellationRequested && (timer.IsCancellationRequested || cancelled.InnerException is TimeoutException);

    /// <summary>Why a call that ran out of time did, for people.</summary>
    public string Reason(OperationCanceledException cancelled) => cancelled.InnerException is TimeoutException connecting
        ? connecting.Message
        : string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s");

    /// <inheritdoc/>
    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}

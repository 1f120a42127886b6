namespace Outrigger.Aggregator.Upstream;

/// <summary>The body of one request on its way, beside the reading of the answer.</summary>
internal sealed class RequestSending
{
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource? stop;
    private readonly RequestBodyPump? pump;
    private readonly Task run;

    private RequestSending(CancellationTokenSource? stop, RequestBodyPump? pump, Task run)
    {
        this.stop = stop;
        this.pump = pump;
        this.run = run;
    }

    /// <summary>A request without a body.</summary>
    public static RequestSending Nothing { get; } = new(null, null, Task.CompletedTask);

    /// <summary>Whether a byte of the client's body was taken.</summary>
    public bool HasTaken => pump?.HasTaken ?? false;

    /// <summary>Starts to send; the body waits for <paramref name="permission"/>. A client that breaks off ends <paramref name="exchange"/>.</summary>
    public static RequestSending Start(
        UpstreamRequest request, IBodySink sink, Task permission, CancellationTokenSource exchange)
    {
        if (request.Body is null)
        {
            return Nothing;
        }

        var sender = new RequestBodyPump(request.Body, request.BodyLength, sink);
        return new(exchange, sender, RunAsync(request, sender, permission, exchange));
    }

    /// <summary>The fault of the client's body; null when there is none.</summary>
    public UpstreamException? ClientFault =>
        run.IsFaulted && run.Exception.InnerException is UpstreamException { Failure: UpstreamFailure.ClientBody } fault ? fault : null;

    /// <summary>
    /// Ends the sending, and <paramref name="way"/> (the connection, the stream) when something is still on it; true when the server has
    /// everything. The client's body is not touched afterwards.
    /// </summary>
    public async ValueTask<bool> EndAsync(IDisposable way, TimeProvider time)
    {
        if (pump is null)
        {
            return true;
        }

        if (pump.IsEnding && !run.IsCompleted)
        {
            // the server answered while its last bytes were being written: they are through at once, or never
            await run.WaitAsync(LastWrite, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!run.IsCompleted)
        {
            // nobody needs the rest: an answer came early, or the exchange failed
            await stop!.CancelAsync().ConfigureAwait(false);
            way.Dispose();
        }

        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop!.Dispose();
        return pump.IsDone;
    }

    private static async Task RunAsync(UpstreamRequest request, RequestBodyPump pump, Task permission, CancellationTokenSource exchange)
    {
        try
        {
            await permission.WaitAsync(exchange.Token).ConfigureAwait(false);
            await pump.RunAsync(exchange.Token).ConfigureAwait(false);
            request.HasSentBody = true;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.ClientBody)
        {
            await exchange.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}

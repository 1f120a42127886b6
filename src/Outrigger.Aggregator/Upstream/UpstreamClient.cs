using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// HTTP/1.1 to other API servers. Its own, because the identity of a user must arrive as it was sent: one header line per value,
/// the method kept, no redirect followed, no header added.
/// </summary>
internal sealed class UpstreamClient(UpstreamOptions options, TimeProvider time) : IDisposable
{
    private readonly ConnectionPool pool = new(options, time);
    private readonly UpstreamDialer dialer = new(options, time);

    /// <summary>The unused connections.</summary>
    public ConnectionPool Pool => pool;

    /// <summary>
    /// Sends a request and returns when the head of the answer is there. Failures are an <see cref="UpstreamException"/>;
    /// <paramref name="cancellationToken"/> ends the whole exchange.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamResponse> SendAsync(
        UpstreamTarget target, UpstreamRequest request, bool fresh, CancellationToken cancellationToken)
    {
        using var head = new RequestHeadWriter();
        request.WriteHead(head, target);
        WriteFraming(head, request);
        while (true)
        {
            var connection = (fresh ? null : pool.Take(target)) ?? await dialer.DialAsync(target, cancellationToken).ConfigureAwait(false);
            var (response, retry) = await ExchangeAsync(connection, request, head, cancellationToken).ConfigureAwait(false);
            if (!retry)
            {
                return response!;
            }

            fresh = true;
        }
    }

    public void Dispose() => pool.Dispose();

    private static void WriteFraming(RequestHeadWriter head, UpstreamRequest request)
    {
        if (request.Body is not null && request.BodyLength is null)
        {
            head.Add("Transfer-Encoding"u8, "chunked");
        }
        else if (request.BodyLength is { } length)
        {
            head.Add("Content-Length"u8, length);
        }

        head.End();
    }

    /// <summary>One try. It may be repeated only when a kept connection died before it answered and nothing is lost by repeating.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(UpstreamResponse? Response, bool Retry)> ExchangeAsync(
        UpstreamConnection connection, UpstreamRequest request, RequestHeadWriter head, CancellationToken cancellationToken)
    {
        var sending = RequestSending.Nothing;
        CancellationTokenSource? exchange = null;
        try
        {
            await connection.Stream.WriteAsync(head.Written, cancellationToken).ConfigureAwait(false);
            var token = cancellationToken;
            TaskCompletionSource? continued = null;
            if (request.Body is not null)
            {
                exchange = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                token = exchange.Token;
                continued = request.ExpectsContinue ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                sending = RequestSending.Start(request, connection.Stream, Permission(continued, token), exchange);
            }

            await connection.ReadHeadAsync(options.MaxHeadBytes, continued, token).ConfigureAwait(false);

            // a final answer instead of 100: the body is not wanted
            continued?.TrySetCanceled(CancellationToken.None);
            return (new UpstreamResponse(connection, pool, sending, request, time), false);
        }
        catch (Exception e)
        {
            var noAnswer = e is UpstreamException { Failure: UpstreamFailure.NoAnswer } ||
                (e is IOException or SocketException && connection.Reader.Buffered.IsEmpty);
            connection.Dispose();
            await sending.EndAsync(connection, time).ConfigureAwait(false);
            connection.Reader.Release();
            if (connection.IsReused && noAnswer && !sending.HasTaken && request.IsSafe)
            {
                return (null, true);
            }

            throw Translate(e, sending);
        }
    }

    private Task Permission(TaskCompletionSource? continued, CancellationToken cancellationToken) => continued is null
        ? Task.CompletedTask
        : Task.WhenAny(continued.Task, Task.Delay(options.ContinueTimeout, time, cancellationToken)).Unwrap();

    private static Exception Translate(Exception e, RequestSending sending) => e switch
    {
        OperationCanceledException when sending.ClientFault is { } fault => fault,
        OperationCanceledException or UpstreamException => e,
        _ => new UpstreamException(UpstreamFailure.NoAnswer, e is IOException { InnerException: SocketException s } ? s.Message : e.Message, e),
    };
}

using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream;

/// <summary>One try of a request on a connection of its own.</summary>
internal sealed class Http1Exchange(UpstreamOptions options, ConnectionPool pool, TimeProvider time)
{
    /// <summary>
    /// Sends a request and returns when the head of the answer is there. It may be repeated only when a kept connection died before it
    /// answered and nothing is lost by repeating.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(UpstreamResponse? Response, Again Again)> TryAsync(
        UpstreamConnection connection, UpstreamRequest request, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        var sending = RequestSending.Nothing;
        try
        {
            await connection.Stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            var token = cancellationToken;
            TaskCompletionSource? continued = null;
            if (request.Body is not null)
            {
                var exchange = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                token = exchange.Token;
                continued = request.ExpectsContinue ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                IBodySink sink = request.BodyLength is null ? new ChunkedSink(connection.Stream) : new LengthSink(connection.Stream);
                sending = RequestSending.Start(request, sink, options.MayContinueAsync(continued, time, token), exchange);
            }

            await connection.ReadHeadAsync(options.MaxHeadBytes, continued, token).ConfigureAwait(false);

            // a final answer instead of 100: the body is not wanted
            continued?.TrySetCanceled(CancellationToken.None);
            return (new Http1Response(connection, pool, sending, request, time), Again.No);
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
                return (null, Again.OnAnother);
            }

            throw Translate(e, sending);
        }
    }

    private static Exception Translate(Exception e, RequestSending sending) => e switch
    {
        OperationCanceledException when sending.ClientFault is { } fault => fault,
        OperationCanceledException or UpstreamException => e,
        _ => new UpstreamException(UpstreamFailure.NoAnswer, e is IOException { InnerException: SocketException s } ? s.Message : e.Message, e),
    };
}

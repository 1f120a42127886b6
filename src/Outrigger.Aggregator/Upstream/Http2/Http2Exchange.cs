using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>One try of a request on a stream.</summary>
internal sealed class Http2Exchange(UpstreamOptions options, TimeProvider time)
{
    /// <summary>Sends a request on a place that was reserved and returns when the head of the answer is there, or how it may be tried again.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(UpstreamResponse? Response, Again Again)> TryAsync(
        Http2Connection connection, UpstreamRequest request, ReadOnlyMemory<byte> head, bool mayRepeat, CancellationToken cancellationToken)
    {
        if (Open(connection, request, head.Span) is not { } stream)
        {
            return (null, Again.NotProcessed);
        }

        var sending = RequestSending.Nothing;
        try
        {
            var token = cancellationToken;
            if (request.Body is not null)
            {
                var exchange = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                token = exchange.Token;
                sending = RequestSending.Start(
                    request, new DataSink(connection, stream), options.MayContinueAsync(stream.Continued, time, token), exchange);
            }

            await stream.WaitHeadAsync(token).ConfigureAwait(false);

            // a final answer instead of 100: the body is not wanted
            stream.Continued?.TrySetCanceled(CancellationToken.None);
            return (new Http2Response(stream, sending, request.Method, time), Again.No);
        }
        catch (Exception e)
        {
            stream.Dispose();
            await sending.EndAsync(stream, time).ConfigureAwait(false);
            if (e is UpstreamException && !sending.HasTaken && Repeat(connection, stream, request, mayRepeat) is var again and not Again.No)
            {
                return (null, again);
            }

            throw e is OperationCanceledException && sending.ClientFault is { } fault ? fault : e;
        }
    }

    private static Http2Stream? Open(Http2Connection connection, UpstreamRequest request, ReadOnlySpan<byte> head)
    {
        using var block = HeadEncoder.Encode(head);
        return connection.Open(request, block);
    }

    private static Again Repeat(Http2Connection connection, Http2Stream stream, UpstreamRequest request, bool mayRepeat) => stream.HowEnded switch
    {
        StreamEnd.NotProcessed => Again.NotProcessed,
        StreamEnd.ConnectionLost when mayRepeat && (!stream.IsFirst || connection.RequiresHttp1) && !stream.HasAnswer && request.IsSafe => Again.OnAnother,
        _ => Again.No,
    };
}

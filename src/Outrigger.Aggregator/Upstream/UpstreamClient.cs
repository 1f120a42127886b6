using System.Runtime.CompilerServices;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// HTTP/2 and HTTP/1.1 to other API servers. Its own, because the identity of a user must arrive as it was sent: one header line per
/// value, the method kept, no redirect followed, no header added.
/// </summary>
internal sealed class UpstreamClient : IDisposable
{
    // Some servers end a whole connection over the head of one request (Kestrel above 100 fields or 16 KiB of one): a request whose
    // head is larger than this goes alone.
    private const int MostSharedFields = 64;
    private const int MostSharedBytes = 8 * 1024;
    private const int FieldOverhead = 32;
    private const int MostRefusals = 3;

    private readonly ConnectionSource source;
    private readonly Http1Exchange http1;
    private readonly Http2Exchange http2;

    public UpstreamClient(UpstreamOptions options, TimeProvider time)
    {
        Pool = new ConnectionPool(options, time);
        source = new ConnectionSource(Pool, options, time);
        http1 = new Http1Exchange(options, Pool, time);
        http2 = new Http2Exchange(options, time);
    }

    /// <summary>The connections.</summary>
    public ConnectionPool Pool { get; }

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
        var isAlone = !request.KeepsConnection || head.LineCount > MostSharedFields || head.Written.Length > MostSharedBytes;
        for (var refusals = 0; refusals < MostRefusals;)
        {
            var (shared, own) = isAlone
                ? (null, await source.GetOwnAsync(target, fresh, cancellationToken).ConfigureAwait(false))
                : await source.GetAsync(target, fresh, request.Body is not null, cancellationToken).ConfigureAwait(false);
            if (shared is not null && head.Written.Length + (head.LineCount * FieldOverhead) > shared.MaxHeaderList)
            {
                shared.Release();
                isAlone = true;
                continue;
            }

            var (response, again) = shared is null
                ? await http1.TryAsync(own!, request, head.Written, cancellationToken).ConfigureAwait(false)
                : await http2.TryAsync(shared, request, head.Written, !fresh, cancellationToken).ConfigureAwait(false);
            if (response is not null)
            {
                return response;
            }

            fresh |= again == Again.OnAnother;
            refusals += again == Again.NotProcessed ? 1 : 0;
        }

        throw new UpstreamException(UpstreamFailure.Connect, $"http2 {target.Authority}: the server takes no requests");
    }

    public void Dispose() => Pool.Dispose();

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
}

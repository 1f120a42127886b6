using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Outrigger.Aggregator.Upstream;

/// <summary>One connection to a target; over HTTP/1.1 used by one request at a time.</summary>
internal sealed class UpstreamConnection(UpstreamTarget target, Socket socket, Stream stream) : IDisposable
{
    private int disposed;

    /// <summary>Where it goes.</summary>
    public UpstreamTarget Target { get; } = target;

    /// <summary>The TLS stream.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Reads it.</summary>
    public ConnectionReader Reader { get; } = new(stream);

    /// <summary>The head of the last answer.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>Whether the server chose HTTP/2 for it.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Whether it has served a request before.</summary>
    public bool IsReused { get; set; }

    /// <summary>When it became idle, as a timestamp of the pool's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>
    /// Whether an idle connection can still be used: a server has nothing to say between requests, so anything to read
    /// is its end (or a fault).
    /// </summary>
    public bool IsQuiet()
    {
        try
        {
            return Reader.Buffered.IsEmpty && !socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads the next head, without interim answers but 101. <paramref name="continued"/> is told of a 100.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadHeadAsync(int limit, TaskCompletionSource? continued, CancellationToken cancellationToken)
    {
        const int MaxInterim = 5;
        for (var interim = 0; interim <= MaxInterim; interim++)
        {
            await ReadOneHeadAsync(limit, cancellationToken).ConfigureAwait(false);
            if (Head.StatusCode is >= 200 or 101)
            {
                return;
            }

            if (Head.StatusCode == 100)
            {
                continued?.TrySetResult();
            }
        }

        throw new UpstreamException(UpstreamFailure.BadAnswer, "too many interim responses");
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Stream.Dispose();
            socket.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadOneHeadAsync(int limit, CancellationToken cancellationToken)
    {
        for (var scanned = 0; ;)
        {
            var length = ResponseHeadParser.FindEnd(Reader.Buffered, ref scanned);
            if (length > limit || (length == 0 && Reader.Buffered.Length >= limit))
            {
                throw new UpstreamException(UpstreamFailure.BadAnswer, $"the response headers exceed {limit} bytes");
            }

            if (length > 0)
            {
                ResponseHeadParser.Parse(Reader.Buffered[..length], Head);
                Reader.Consume(length);
                return;
            }

            var more = await Reader.FillAsync(cancellationToken).ConfigureAwait(false);
            if (!more)
            {
                throw Reader.Buffered.IsEmpty
                    ? new UpstreamException(UpstreamFailure.NoAnswer, "EOF")
                    : new UpstreamException(UpstreamFailure.BadAnswer, "unexpected EOF");
            }
        }
    }
}

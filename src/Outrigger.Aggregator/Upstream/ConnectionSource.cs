using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Finds or opens the connection of a request: a place on a shared one where the server speaks HTTP/2, else one of its own.</summary>
internal sealed class ConnectionSource(ConnectionPool pool, UpstreamOptions options, TimeProvider time)
{
    private readonly UpstreamDialer dialer = new(options, time);

    /// <summary>A connection of its own, over HTTP/1.1.</summary>
    public async ValueTask<UpstreamConnection> GetOwnAsync(UpstreamTarget target, bool fresh, CancellationToken cancellationToken) =>
        (fresh ? null : pool.Take(target)) ?? await dialer.DialAsync(target, offersHttp2: false, cancellationToken).ConfigureAwait(false);

    /// <summary>A place on a shared connection, or a connection of its own.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(Http2Connection? Shared, UpstreamConnection? Own)> GetAsync(
        UpstreamTarget target, bool fresh, bool hasBody, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (pool.Shared.TryReserve(target, hasBody) is { } shared)
            {
                return (shared, null);
            }

            if (!fresh && pool.Take(target) is { } own)
            {
                return (null, own);
            }

            if (pool.Shared.RequiresHttp1(target, hasBody))
            {
                return (null, await dialer.DialAsync(target, offersHttp2: false, cancellationToken).ConfigureAwait(false));
            }

            if (pool.Shared.BeginDial(target, out var dial) is not { } other)
            {
                return await DialAsync(target, dial, cancellationToken).ConfigureAwait(false);
            }

            if (await other.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            {
                throw new UpstreamException(failure.Failure, failure.Message, failure);
            }
        }
    }

    private async ValueTask<(Http2Connection? Shared, UpstreamConnection? Own)> DialAsync(
        UpstreamTarget target, TaskCompletionSource<UpstreamException?>? dial, CancellationToken cancellationToken)
    {
        Http2Connection? shared = null;
        var isHttp1 = false;
        UpstreamException? failure = null;
        try
        {
            var own = await dialer.DialAsync(target, options.Http2, cancellationToken).ConfigureAwait(false);
            isHttp1 = !own.IsHttp2;
            if (isHttp1)
            {
                return (null, own);
            }

            shared = await ShareAsync(own, cancellationToken).ConfigureAwait(false);
            isHttp1 = shared is null;
            return (shared, isHttp1 ? await dialer.DialAsync(target, offersHttp2: false, cancellationToken).ConfigureAwait(false) : null);
        }
        catch (UpstreamException e)
        {
            failure = e;
            throw;
        }
        finally
        {
            pool.Shared.EndDial(target, dial, shared, isHttp1, failure);
        }
    }

    /// <summary>
    /// Waits for the server's word about what it takes; until then nothing was sent that it could have done. Null when the word is that
    /// it requires HTTP/1.1.
    /// </summary>
    private async ValueTask<Http2Connection?> ShareAsync(UpstreamConnection own, CancellationToken cancellationToken)
    {
        var connection = new Http2Connection(own, options.MaxHeadBytes, time);
        try
        {
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            await connection.StartAsync(both.Token).ConfigureAwait(false);
            return connection.Streams.TryReserve() ? connection : throw new IOException("the server takes no requests");
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (connection.RequiresHttp1)
            {
                pool.Shared.RequireHttp1(own.Target);
                return null;
            }

            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or Http2Exception
                ? new UpstreamException(UpstreamFailure.Connect, $"http2 {own.Target.Authority}: {(e is OperationCanceledException ? "i/o timeout" : e.Message)}", e)
                : e;
        }
    }
}

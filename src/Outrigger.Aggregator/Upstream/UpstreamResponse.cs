namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// An answer under way. Disposing it keeps the connection when everything was read and sent, and ends it otherwise; the request's
/// body is not touched afterwards.
/// </summary>
internal sealed class UpstreamResponse : IAsyncDisposable
{
    private readonly UpstreamConnection connection;
    private readonly ConnectionPool pool;
    private readonly RequestSending sending;
    private readonly TimeProvider time;
    private readonly ResponseBody body;

    public UpstreamResponse(
        UpstreamConnection connection, ConnectionPool pool, RequestSending sending, string method, TimeProvider time)
    {
        this.time = time;
        this.connection = connection;
        this.pool = pool;
        this.sending = sending;
        Framing = connection.Head.FramingFor(method);
        body = ResponseBody.Make(Framing, connection.Head.ContentLength, connection.Reader);
    }

    /// <summary>Status and headers; valid until the answer is disposed.</summary>
    public ResponseHead Head => connection.Head;

    /// <summary>How the body ends.</summary>
    public BodyFraming Framing { get; }

    /// <summary>Whether all of the body was read.</summary>
    public bool IsComplete => body.IsComplete;

    /// <summary>The bare connection after a 101: what was read ahead stands in its reader. It ends with this answer.</summary>
    public UpstreamConnection Connection => connection;

    /// <summary>Reads what is there, at least one byte; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            throw new UpstreamException(UpstreamFailure.BadAnswer, $"read: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var sent = await sending.EndAsync(connection, time).ConfigureAwait(false);
        if (sent && body.IsComplete && !connection.Head.Closes && connection.Head.StatusCode != 101 && connection.Reader.Buffered.IsEmpty)
        {
            pool.Return(connection);
        }
        else
        {
            connection.Reader.Release();
            connection.Dispose();
        }
    }
}

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
    private readonly bool keep;

    public UpstreamResponse(
        UpstreamConnection connection, ConnectionPool pool, RequestSending sending, UpstreamRequest request, TimeProvider time)
    {
        this.time = time;
        this.connection = connection;
        this.pool = pool;
        this.sending = sending;
        keep = request.KeepsConnection;
        Framing = connection.Head.FramingFor(request.Method);
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

    /// <summary>Whether more was read ahead, so that the next read does not wait for the network.</summary>
    public bool HasMore => body.HasMore;

    /// <summary>Reads what is there, at least one byte; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsNetwork(e))
        {
            throw Broken(e);
        }
    }

    /// <summary>Waits until a read gives something, holding no memory: a watch may be quiet for hours.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Reader.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsNetwork(e))
        {
            throw Broken(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var sent = await sending.EndAsync(connection, time).ConfigureAwait(false);
        if (sent && keep && body.IsComplete && !connection.Head.Closes && connection.Head.StatusCode != 101 && connection.Reader.Buffered.IsEmpty)
        {
            pool.Return(connection);
        }
        else
        {
            connection.Reader.Release();
            connection.Dispose();
        }
    }

    private static bool IsNetwork(Exception e) => e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException;

    private static UpstreamException Broken(Exception e) => new(UpstreamFailure.BadAnswer, $"read: {e.Message}", e);
}

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// An answer on a connection of its own. Disposing it keeps the connection when everything was read and sent, and ends it otherwise; the request's
/// body is not touched afterwards.
/// </summary>
internal sealed class Http1Response : UpstreamResponse
{
    private readonly UpstreamConnection connection;
    private readonly ConnectionPool pool;
    private readonly RequestSending sending;
    private readonly TimeProvider time;
    private readonly ResponseBody body;
    private readonly bool keep;

    public Http1Response(
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

    public override ResponseHead Head => connection.Head;

    public override BodyFraming Framing { get; }

    public override bool IsComplete => body.IsComplete;

    public override UpstreamConnection Connection => connection;

    public override bool HasMore => body.HasMore;

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
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

    public override async ValueTask WaitAsync(CancellationToken cancellationToken)
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

    public override async ValueTask DisposeAsync()
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

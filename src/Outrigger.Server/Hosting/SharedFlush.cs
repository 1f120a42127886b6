using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Lets the streams of an HTTP/2 connection share what it costs to encrypt and send: Kestrel flushes after each stream's frames; here
/// they gather while the flush before is under way.
/// </summary>
internal static class SharedFlush
{
    private const int MostGathered = 64 * 1024;

    public static ConnectionDelegate Use(ConnectionDelegate next, RecordPool records, ConnectionDrain drain) => connection =>
        ConnectionProtocol.IsHttp2(connection) && connection.Features.Get<ISslStreamFeature>()?.SslStream is { } tls
            ? ServeAsync(connection, tls, records, drain, next)
            : next(connection);

    private static async Task ServeAsync(ConnectionContext connection, SslStream tls, RecordPool records, ConnectionDrain drain, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var gathered = new Pipe(new PipeOptions(
            records, pauseWriterThreshold: MostGathered, resumeWriterThreshold: MostGathered / 2, minimumSegmentSize: RecordPool.BlockSize, useSynchronizationContext: false));
        connection.Transport = new TransportPipe(transport.Input, gathered.Writer);
        connection.Features.Get<DirectSender>()?.IsAlwaysDirect = true;
        var sending = SendAsync(gathered.Reader, tls);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await gathered.Writer.CompleteAsync().ConfigureAwait(false);
            await drain.WaitAsync(connection, sending).ConfigureAwait(false);
            connection.Transport = transport;
        }
    }

    private static async Task SendAsync(PipeReader gathered, SslStream tls)
    {
        Exception? failure = null;
        try
        {
            ReadResult read;
            do
            {
                read = await gathered.ReadAsync().ConfigureAwait(false);
                foreach (var record in read.Buffer)
                {
                    await tls.WriteAsync(record).ConfigureAwait(false);
                }

                gathered.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            failure = e; // the connection is gone: those who write learn it from their flush
        }

        await gathered.CompleteAsync(failure).ConfigureAwait(false);
    }
}

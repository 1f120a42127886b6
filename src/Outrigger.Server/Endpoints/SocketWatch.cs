using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>
/// A watch over a WebSocket: a message for each event, text for JSON and binary for protobuf, there without the length before it
/// (kubernetes endpoints/handlers/watch.go, HandleWS).
/// </summary>
internal sealed class SocketWatch(WebSocket socket, HttpContext http, SendTurns turns, TimeProvider clock)
{
    // What a client sends is not looked at; one that goes on sending is no watcher.
    private const int MostReceived = 64 * 1024;
    private const int LeastKept = 64 * 1024;
    private const int FrameLength = 4;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private readonly SendTurn turn = new();
    private ArrayBufferWriter<byte> buffer = new();

    /// <summary>Sends events until the watch is over, the client goes or <paramref name="end"/> comes; the socket is closed then.</summary>
    /// <param name="watch">What is sent.</param>
    /// <param name="writer">In which form.</param>
    /// <param name="encoding">Whether that is text.</param>
    /// <param name="seat">The request's part of the server, given back when the state is sent; null for none.</param>
    /// <param name="end">The time is over or the server stops.</param>
    public async Task RunAsync(IObjectWatch watch, IWatchEventWriter writer, WireEncoding encoding, IDisposable? seat, CancellationToken end)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
        using var closing = new CancellationTokenSource();
        var receiving = ReceiveAsync(over, closing.Token);
        try
        {
            await SendAllAsync(watch, writer, encoding, seat, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // a plain end, as over HTTP
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
            await closing.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
    }

    private async Task SendAllAsync(IObjectWatch watch, IWatchEventWriter writer, WireEncoding encoding, IDisposable? seat, CancellationToken end)
    {
        try
        {
            do
            {
                while (watch.TryRead(out var item))
                {
                    await turns.EnterAsync(turn).ConfigureAwait(false);
                    try
                    {
                        writer.Write(item, buffer);
                    }
                    finally
                    {
                        turns.Leave(turn);
                    }

                    await SendAsync(encoding, end).ConfigureAwait(false);
                }

                seat?.Dispose();
            }
            while (await watch.WaitAsync(end).ConfigureAwait(false));
        }
        catch (StatusException e)
        {
            writer.WriteError(e.Status, buffer);
            await SendAsync(encoding, end).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(WireEncoding encoding, CancellationToken end)
    {
        var isText = encoding == WireEncoding.Json;
        var message = buffer.WrittenMemory[(isText ? 0 : FrameLength)..];
        try
        {
            await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None)
                .AsTask().WaitAsync(WatchEndpoint.StalledLimit, clock, end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or WebSocketException or IOException)
        {
            Abort();
            throw new OperationCanceledException("the client has gone, or has stopped reading", end);
        }

        if (buffer.Capacity > LeastKept)
        {
            buffer = new ArrayBufferWriter<byte>();
        }
        else
        {
            buffer.ResetWrittenCount();
        }
    }

    // Until the client closes: its pings are answered here.
    private async Task ReceiveAsync(CancellationTokenSource over, CancellationToken closing)
    {
        var scratch = new byte[1024];
        try
        {
            var received = 0L;
            while (received <= MostReceived)
            {
                var result = await socket.ReceiveAsync(scratch.AsMemory(), closing).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                received += result.Count;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // closed by us, or gone
        }

        await over.CancelAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
                .WaitAsync(CloseLimit, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or WebSocketException or IOException)
        {
            Abort();
        }
    }

    private void Abort()
    {
        socket.Abort();
        http.Abort();
    }
}

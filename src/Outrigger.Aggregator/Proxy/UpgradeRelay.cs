using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.Aggregator.Upstream;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Proxy;

/// <summary>
/// Connections that change their protocol (exec, attach, port-forward; WebSocket or SPDY). Bytes are passed both ways only after
/// the other server's 101; anything else ends the connection (CVE-2018-1002105).
/// </summary>
internal static class UpgradeRelay
{
    private const int BufferSize = 16 * 1024;

    /// <summary>The protocol that a client asks for; null when it does not, or not over HTTP/1.1.</summary>
    public static string? Wanted(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && http.Request.Headers.Upgrade.ToString() is { Length: > 0 } protocol
            ? protocol
            : null;

    /// <summary>Answers a client that asked to upgrade; <paramref name="cancellationToken"/> ends a tunnel.</summary>
    public static async Task RunAsync(UpstreamResponse upstream, RequestContext request, CancellationToken cancellationToken)
    {
        var http = request.Http;
        var head = upstream.Head;
        if (head.StatusCode == StatusCodes.Status101SwitchingProtocols)
        {
            await TunnelAsync(upstream, request, cancellationToken).ConfigureAwait(false);
            return;
        }

        // no second request of this client may be taken for bytes of the first
        http.Response.Headers.Connection = "close";
        if (head.StatusCode < 400)
        {
            await ProxyErrors.WriteAsync(
                http, StatusCodes.Status503ServiceUnavailable, $"invalid upgrade response: status code {head.StatusCode}\n").ConfigureAwait(false);
            return;
        }

        ResponseRelay.CopyHead(head, http.Response);
        await ResponseRelay.CopyBodyAsync(upstream, http.Response, cancellationToken).ConfigureAwait(false);
    }

    private static async Task TunnelAsync(UpstreamResponse upstream, RequestContext request, CancellationToken cancellationToken)
    {
        var http = request.Http;
        // the other server's answer alone: the client speaks with it from here on
        http.Response.Headers.Clear();
        foreach (var field in upstream.Head.Fields.ToArray())
        {
            if (!field.Is("Connection") && !field.Is("Content-Length") && !field.Is("Transfer-Encoding"))
            {
                http.Response.Headers.Append(field.Name, field.Value);
            }
        }

        var client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            if (request.OnStarted is { } started)
            {
                await started().ConfigureAwait(false);
            }

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var connection = upstream.Connection;
            var down = CopyAsync(connection.Reader.ReadAsync, client, over.Token);
            var up = CopyAsync(client.ReadAsync, connection.Stream, over.Token);
            await Task.WhenAny(down, up).ConfigureAwait(false);

            // one side is done: so is the other
            await over.CancelAsync().ConfigureAwait(false);
            connection.Dispose();
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task CopyAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Stream destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await read(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

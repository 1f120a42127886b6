using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>The opening of a WebSocket (RFC 6455) over HTTP/1.1.</summary>
internal static class SocketHandshake
{
    private const string Version = "13";
    private const string Suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyLength = 16;

    // a browser answers pings by itself: whoever does not is gone
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PongLimit = TimeSpan.FromMinutes(1);

    /// <summary>Whether a request asks for a WebSocket.</summary>
    public static bool IsAsked(HttpContext http) =>
        string.Equals(http.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        && http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>The subprotocols that the client offers, the best first.</summary>
    public static IEnumerable<string> Protocols(IHeaderDictionary request) =>
        request.SecWebSocketProtocol.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries));

    /// <summary>StatusException 400 for a handshake that is none.</summary>
    public static void Check(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.SecWebSocketVersion != Version)
        {
            http.Response.Headers.SecWebSocketVersion = Version;
            throw ApiErrors.BadRequest("missing or bad WebSocket Version");
        }

        if (!Base64.IsValid(headers.SecWebSocketKey.ToString(), out var length) || length != KeyLength)
        {
            throw ApiErrors.BadRequest("challenge response error");
        }
    }

    /// <summary>Opens the socket of a handshake that was checked; the first subprotocol that the client offers is taken.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext http)
    {
        var (request, response) = (http.Request.Headers, http.Response.Headers);
        var protocol = Protocols(request).FirstOrDefault(p => p.Length > 0);
        response.Upgrade = "websocket";
        response.Connection = "Upgrade";
        response.SecWebSocketAccept = Accept(request.SecWebSocketKey.ToString());
        if (protocol is not null)
        {
            response.SecWebSocketProtocol = protocol;
        }

        var stream = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = protocol,
            KeepAliveInterval = PingInterval,
            KeepAliveTimeout = PongLimit,
        });
    }

#pragma warning disable CA5350 // the handshake's own hash: it proves nothing but that the server speaks WebSocket
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Suffix)));
#pragma warning restore CA5350
}

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Outrigger.Server.Hosting;

/// <summary>What client and server agreed on in the TLS handshake.</summary>
internal static class ConnectionProtocol
{
    /// <summary>Whether the connection speaks HTTP/2; before its handshake none does.</summary>
    public static bool IsHttp2(ConnectionContext connection) =>
        connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) is true;
}

using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Outrigger.Server.Authentication;
using Outrigger.Server.Http;

namespace Outrigger.Server.Hosting;

/// <summary>Kestrel's limits. Wide where Kubernetes' clients need it (many groups, long selectors), finite everywhere.</summary>
internal static class KestrelSettings
{
    private const int MostHeaders = 2048;
    private const int HeaderBytes = 512 * 1024;
    private const int LineBytes = 128 * 1024;
    private const int FieldBytes = 128 * 1024;
    private const int StreamWindow = 256 * 1024;
    private const int ConnectionWindow = 1024 * 1024;
    private const int MostConnections = 20_000;
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static void Apply(KestrelServerOptions kestrel, ServingOptions serving)
    {
        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.RequestHeaderEncodingSelector = static name =>
            string.Equals(name, "Connection", StringComparison.OrdinalIgnoreCase) ? ConnectionHeaderEncoding.Instance : Encoding.UTF8;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBody.MaxSize + 1;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestLineSize = LineBytes;
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxConcurrentUpgradedConnections = MostConnections;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = FieldBytes;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        kestrel.Listen(serving.BindAddress, serving.Port, listen => Secure(listen, serving.Certificate));
    }

    private static void Secure(ListenOptions listen, ServingCertificate? certificate)
    {
        if (certificate is null)
        {
            listen.Protocols = HttpProtocols.Http1;
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = handshake =>
            {
                var shown = new ShownCertificates();
                handshake.Connection.Features.Set(shown);
                return ValueTask.FromResult(TlsSettings.For(certificate, shown));
            },
        });
    }
}

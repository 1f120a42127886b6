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

    // Kestrel has no property for this.
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Apply(KestrelServerOptions kestrel, ServingOptions serving, TimeProvider clock)
    {
        if (!AppContext.TryGetSwitch(NoBareLineFeeds, out _))
        {
            // a line of a head that another server would not see as one
            AppContext.SetSwitch(NoBareLineFeeds, true);
        }

        kestrel.AddServerHeader = false;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.RequestHeaderEncodingSelector = static name =>
            string.Equals(name, "Connection", StringComparison.OrdinalIgnoreCase) ? ConnectionHeaderEncoding.Instance : Encoding.UTF8;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBody.MaxSize + 1;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestLineSize = LineBytes;
        limits.MaxConcurrentConnections = serving.Limits.Connections;
        limits.MaxConcurrentUpgradedConnections = serving.Limits.Connections;
        limits.KeepAliveTimeout = serving.Limits.Idle;
        limits.RequestHeadersTimeout = serving.Limits.RequestHead;
        limits.MinRequestBodyDataRate = new MinDataRate(serving.Limits.BodyRate, serving.Limits.BodyGrace);
        limits.MinResponseDataRate = new MinDataRate(serving.Limits.AnswerRate, serving.Limits.AnswerGrace);
        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = FieldBytes;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        kestrel.Listen(serving.BindAddress, serving.Port, listen => Secure(listen, serving, clock));
    }

    private static void Secure(ListenOptions listen, ServingOptions serving, TimeProvider clock)
    {
        if (serving.Certificate is not { } certificate)
        {
            listen.Protocols = HttpProtocols.Http1;
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        var records = new RecordPool();
        var batches = new SendBatches();
        var drain = new ConnectionDrain(serving.Limits.AnswerGrace, clock);
        listen.Use(next => DirectTransport.Use(next, records, batches, drain));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = serving.Limits.Handshake,
            OnConnection = handshake =>
            {
                var shown = new ShownCertificates();
                handshake.Connection.Features.Set(shown);
                return ValueTask.FromResult(TlsSettings.For(certificate, shown));
            },
        });
        listen.Use(DirectTransport.RestoreMemory);
        listen.Use(next => SharedFlush.Use(next, records, drain));
        listen.Use(next => FloodGuard.Use(next, clock));
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Client.Configuration;

namespace Outrigger.Client.Transport;

/// <summary>Makes the connection pool of a <see cref="ClientConfig"/>.</summary>
public static class TransportFactory
{
    /// <summary>A handler that trusts, presents and sends what the configuration says. Redirects are never followed.</summary>
    public static HttpMessageHandler Create(ClientConfig config)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            ConnectCallback = ConnectAsync,
        };
        if (config.Proxy is { } proxy)
        {
            sockets.Proxy = new WebProxy(proxy);
        }

        if (string.Equals(config.Server.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
        {
            sockets.SslOptions = Tls(config);
        }

        return new CredentialHandler(config.Token, config.Impersonate, sockets);
    }

    private static SslClientAuthenticationOptions Tls(ClientConfig config)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = config.TlsServerName ?? config.Server.IdnHost.Trim('[', ']') };
        ServerTrust.Apply(options, config.Authorities, config.InsecureSkipTlsVerify);
        if (config.ClientCertificate is { Count: > 0 } own)
        {
            var rest = new X509Certificate2Collection(own.Skip(1).ToArray());
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own[0], rest, offline: true);
        }

        return options;
    }

    // a watch may be silent for minutes: keep-alive finds out when the other machine has gone
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

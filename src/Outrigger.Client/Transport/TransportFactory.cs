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
        };
        var tls = string.Equals(config.Server.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) ? Tls(config) : null;
        if (tls is not null)
        {
            sockets.SslOptions = tls;
        }

        sockets.ConnectCallback = (context, cancellationToken) =>
            ConnectAsync(context, config.TlsServerName is null ? null : tls, config.AddressRefusal, cancellationToken);
        if (config.Proxy is { } proxy)
        {
            sockets.Proxy = new WebProxy(proxy);
        }

        return new CredentialHandler(config.Token, config.Impersonate, sockets);
    }

    private static SslClientAuthenticationOptions Tls(ClientConfig config)
    {
        var name = config.TlsServerName ?? config.Server.IdnHost.Trim('[', ']');
        var options = new SslClientAuthenticationOptions { TargetHost = name };
        ServerTrust.Apply(options, name, config.Authorities, config.InsecureSkipTlsVerify, config.CertificateRefusal, config.OnUntrusted);
        if (config.ClientCertificate is { Count: > 0 } own)
        {
            var rest = new X509Certificate2Collection(own.Skip(1).ToArray());
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own[0], rest, offline: true);
        }

        return options;
    }

    // a watch may be silent for minutes: keep-alive finds out when the other machine has gone
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        SslClientAuthenticationOptions? tls,
        Func<IPAddress, string?>? refusal,
        CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await DialAsync(socket, context, refusal, cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return tls is null || !IsDirect(context) ? stream : await HandshakeAsync(stream, tls, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask DialAsync(
        Socket socket, SocketsHttpConnectionContext context, Func<IPAddress, string?>? refusal, CancellationToken cancellationToken)
    {
        if (refusal is null || !IsDirect(context))
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return;
        }

        // what was looked at is what is dialled: a name that leads elsewhere a moment later changes nothing
        var host = context.DnsEndPoint.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var good = Array.FindAll(addresses, a => refusal(a) is null);
        if (good.Length == 0)
        {
            throw new RefusedAddressException(addresses.Length == 0 ? $"{host} has no address" : $"{host}: {refusal(addresses[0])}");
        }

        await socket.ConnectAsync(good, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsDirect(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } uri
        && uri.Port == context.DnsEndPoint.Port
        && string.Equals(uri.IdnHost.Trim('[', ']'), context.DnsEndPoint.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    // the handler would put the address's host into SNI, whatever TargetHost says
    private static async ValueTask<Stream> HandshakeAsync(
        NetworkStream stream, SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

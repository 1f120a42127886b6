using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Opens connections: TCP, then TLS with the target's name, trust and client certificate.</summary>
internal sealed class UpstreamDialer(UpstreamOptions options, TimeProvider time)
{
    private static readonly List<SslApplicationProtocol> Http11 = [SslApplicationProtocol.Http11];
    private static readonly List<SslApplicationProtocol> Both = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>A new connection. Failures are an <see cref="UpstreamException"/> with Connect or Refused; nothing was sent then.</summary>
    public async ValueTask<UpstreamConnection> DialAsync(UpstreamTarget target, bool offersHttp2, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var socket = new Socket(target.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Endpoint, both.Token).ConfigureAwait(false);
            RefuseOneself(socket, target);
            KeepAlive(socket);
            var stream = await SecureAsync(socket, target, offersHttp2 ? Both : Http11, both.Token).ConfigureAwait(false);
            return new UpstreamConnection(target, socket, stream) { IsHttp2 = stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 };
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is UpstreamException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw new UpstreamException(UpstreamFailure.Connect, Explain(e, target), e);
        }
    }

    /// <summary>A machine that is gone without a word ends its quiet watches after a minute and a half; a quiet one that lives stays.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    private async Task<SslStream> SecureAsync(
        Socket socket, UpstreamTarget target, List<SslApplicationProtocol> protocols, CancellationToken cancellationToken)
    {
        string? fault = null;
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = target.ServerName,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = protocols,
                    ClientCertificateContext = target.Credential?.Context,
                    AllowTlsResume = false,
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        RevocationMode = X509RevocationMode.NoCheck,
                        DisableCertificateDownloads = true,
                    },
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    {
                        fault = ServerCertificateVerifier.Judge(
                            certificate as X509Certificate2,
                            chain?.ChainPolicy.ExtraStore ?? [],
                            target.Trust,
                            target.ServerName,
                            time.GetUtcNow().UtcDateTime);
                        return fault is null;
                    },
                },
                cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (fault is not null)
            {
                throw new UpstreamException(UpstreamFailure.Connect, fault, e);
            }

            throw;
        }
    }

    private void RefuseOneself(Socket socket, UpstreamTarget target)
    {
        // a machine talks to itself from the address it talks to
        var here = IPAddress.IsLoopback(target.Endpoint.Address) ||
            (socket.LocalEndPoint is IPEndPoint local && local.Address.Equals(target.Endpoint.Address));
        if (here && options.OwnPorts().Contains(target.Endpoint.Port))
        {
            throw new UpstreamException(UpstreamFailure.Refused, $"{target.Authority} is this server itself");
        }
    }

    private static string Explain(Exception e, UpstreamTarget target) => e switch
    {
        OperationCanceledException => $"dial tcp {target.Authority}: i/o timeout",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"dial tcp {target.Authority}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.NetworkUnreachable } => $"dial tcp {target.Authority}: connect: network is unreachable",
        SocketException { SocketErrorCode: SocketError.HostUnreachable } => $"dial tcp {target.Authority}: connect: no route to host",
        SocketException { SocketErrorCode: SocketError.TimedOut } => $"dial tcp {target.Authority}: connect: connection timed out",
        AuthenticationException => "tls: handshake failure",
        _ => $"dial tcp {target.Authority}: {e.Message}",
    };
}

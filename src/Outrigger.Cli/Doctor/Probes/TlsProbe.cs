using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Probes;

/// <summary>Speaks TLS to a server and writes down what it shows. Nothing is trusted and nothing is sent.</summary>
internal static class TlsProbe
{
    /// <summary>Throws <see cref="AuthenticationException"/> or <see cref="IOException"/> when the other side speaks no TLS.</summary>
    public static async Task<Handshake> RunAsync(Backend backend, string serverName, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(backend.ToEndPoint(), cancellationToken).ConfigureAwait(false);
        var stream = new NetworkStream(socket, ownsSocket: false);
        var asks = false;
        IReadOnlyList<string> issuers = [];
        var sent = new X509Certificate2Collection();
        var tls = new SslStream(stream);
        await using (tls.ConfigureAwait(false))
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = serverName,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // What is shown is judged by the checks; no secret goes over this connection.
                RemoteCertificateValidationCallback = (_, _, chain, _) =>
                {
                    sent.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
                    return true;
                },
#pragma warning restore CA5359
                LocalCertificateSelectionCallback = (_, _, _, remote, accepted) =>
                {
                    // called once before the handshake, and again when the server asks
                    if (remote is not null)
                    {
                        asks = true;
                        issuers = accepted;
                    }

                    return null!;
                },
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            var leaf = tls.RemoteCertificate is { } shown ? new X509Certificate2(shown) : throw new AuthenticationException("it shows no certificate");
            return new Handshake(backend, leaf, sent, asks, issuers);
        }
    }
}

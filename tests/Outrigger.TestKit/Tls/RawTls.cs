using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.TestKit.Tls;

/// <summary>A client's side of TLS that believes whatever the server shows.</summary>
public static class RawTls
{
    /// <summary>Begins TLS on a connection to this machine; the stream that comes back owns it.</summary>
    /// <param name="connection">To a server that serves TLS.</param>
    /// <param name="certificate">The client's, if it has one.</param>
    /// <param name="protocol">What it offers; no protocol by name when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<SslStream> StartAsync(
        Stream connection, X509Certificate2? certificate = null, SslApplicationProtocol? protocol = null, CancellationToken cancellationToken = default)
    {
        var stream = new SslStream(connection);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = protocol is { } offered ? [offered] : null,
#pragma warning disable CA5359 // What the server shows is not what is tested.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
            cancellationToken);
        return stream;
    }
}

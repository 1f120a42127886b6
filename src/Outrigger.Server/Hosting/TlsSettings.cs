using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Hosting;

/// <summary>
/// TLS as Kubernetes serves it: 1.2 at least, client certificates asked for but not required. They are taken as they are here
/// and judged by the authenticators, against our own authorities and never the system's.
/// </summary>
internal static class TlsSettings
{
    public static SslServerAuthenticationOptions For(ServingCertificate certificate, ShownCertificates shown) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // Judged per request by X509Authenticator and FrontProxyAuthenticator.
        RemoteCertificateValidationCallback = (_, _, chain, _) =>
        {
            shown.Keep(chain);
            return true;
        },
#pragma warning restore CA5359

        // The chain that SslStream builds is thrown away: let it cost nothing and reach for nothing.
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },

        // A resumed session would carry a client certificate past a change of authorities.
        AllowTlsResume = false,
    };
}

using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Cli.Pki;

/// <summary>A certificate and its private key as PEM text.</summary>
internal sealed record KeyPair(string CertificatePem, string KeyPem)
{
    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 ToCertificate() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}

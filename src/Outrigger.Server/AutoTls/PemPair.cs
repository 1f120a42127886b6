using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.AutoTls;

/// <summary>A certificate and its private key as PEM; the key is empty for an authority that signs no more.</summary>
internal sealed record PemPair(string Certificate, string Key)
{
    public X509Certificate2 WithKey() => X509Certificate2.CreateFromPem(Certificate, Key);

    public X509Certificate2 WithoutKey() => X509Certificate2.CreateFromPem(Certificate);
}

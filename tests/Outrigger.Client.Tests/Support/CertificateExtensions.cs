using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Client.Tests.Support;

internal static class CertificateExtensions
{
    public static string GetECDsaPrivateKeyPem(this X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}

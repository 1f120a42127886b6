using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Aggregator.Tests.Module;

/// <summary>The two files of a front-proxy certificate.</summary>
internal sealed class CredentialFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-credential-");

    public (string Certificate, string Key) Paths => (Path.Combine(folder.FullName, "client.crt"), Path.Combine(folder.FullName, "client.key"));

    public void Write(X509Certificate2 certificate)
    {
        File.WriteAllText(Paths.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Paths.Key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => folder.Delete(recursive: true);
}

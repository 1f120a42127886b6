using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.MetricsBench;

/// <summary>Signs the kubelets' certificates.</summary>
internal sealed class BenchAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 own;

    public BenchAuthority()
    {
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
    }

    public string Pem => own.ExportCertificatePem();

    public X509Certificate2 Issue(string node, IPAddress address)
    {
        var request = new CertificateRequest($"CN=system:node:{node}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(own, own.NotBefore, own.NotAfter, RandomNumberGenerator.GetBytes(15));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        own.Dispose();
        key.Dispose();
    }
}

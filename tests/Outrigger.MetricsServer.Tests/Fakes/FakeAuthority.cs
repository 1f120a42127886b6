using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.MetricsServer.Tests.Fakes;

/// <summary>Signs certificates of kubelets and servers.</summary>
internal sealed class FakeAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 own;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public FakeAuthority(string name = "kubelets")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        own = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    public string Pem => own.ExportCertificatePem() + "\n";

    /// <summary>The certificate that a node's kubelet has.</summary>
    public X509Certificate2 Kubelet(string node, string address = "127.0.0.1") => Issue($"system:node:{node}", [node], address);

    public X509Certificate2 Issue(string name, IReadOnlyList<string> dnsNames, string? address = null)
    {
        using var leaf = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", leaf, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var dns in dnsNames)
        {
            names.AddDnsName(dns);
        }

        if (address is not null)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(own, now.AddDays(-1), now.AddDays(29), serial);
        return certificate.CopyWithPrivateKey(leaf);
    }

    public void Dispose()
    {
        own.Dispose();
        key.Dispose();
    }
}

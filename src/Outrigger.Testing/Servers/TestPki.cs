using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Testing.Servers;

/// <summary>The keys of one test server, made at its start: one authority for the server, its clients and its front proxy.</summary>
internal sealed class TestPki : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private readonly ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset from;
    private readonly DateTimeOffset to;

    public TestPki(TimeProvider clock)
    {
        // good by the clock of the test and by the real one of programs beside it
        DateTimeOffset[] now = [clock.GetUtcNow(), TimeProvider.System.GetUtcNow()];
        from = now.Min().AddDays(-1);
        to = now.Max().AddYears(10);
        var request = new CertificateRequest("CN=outrigger-test", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Authority = request.CreateSelfSigned(from, to);
        FrontProxy = Issue("front-proxy-client", ClientAuth);
        SigningKeyPem = leafKey.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>With its key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>What the aggregator shows to extension servers.</summary>
    public X509Certificate2 FrontProxy { get; }

    public string AuthorityPem => Authority.ExportCertificatePem() + "\n";

    /// <summary>Signs service-account tokens.</summary>
    public string SigningKeyPem { get; }

    public X509Certificate2 IssueServing() => Issue("localhost", ServerAuth);

    public void Dispose()
    {
        Authority.Dispose();
        FrontProxy.Dispose();
        authorityKey.Dispose();
        leafKey.Dispose();
    }

    private X509Certificate2 Issue(string name, string use)
    {
        var request = new CertificateRequest($"CN={name}", leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(Authority, from, to, serial);
        return certificate.CopyWithPrivateKey(leafKey);
    }
}

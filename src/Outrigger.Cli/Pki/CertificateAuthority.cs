using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Cli.Pki;

/// <summary>Signs certificates: ECDSA P-256, an authority for 10 years, a leaf for 1 year.</summary>
internal sealed class CertificateAuthority(KeyPair own, TimeProvider time)
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    // clocks of different machines differ a little
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public string CertificatePem => own.CertificatePem;

    /// <summary>A new authority that signed itself.</summary>
    public static KeyPair Create(string commonName, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(commonName, []), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Skew, now.AddYears(10));
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A new key and the certificate for it.</summary>
    public KeyPair Issue(LeafRequest leaf)
    {
        using var issuer = own.ToCertificate();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(leaf.CommonName, leaf.Organizations), key, HashAlgorithmName.SHA256);
        AddExtensions(request, leaf, issuer);
        var now = time.GetUtcNow();

        // an authority that somebody brought may have been made a moment ago
        var (first, last) = (new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter));
        var start = now - Skew > first ? now - Skew : first;
        var end = now.AddYears(1) < last ? now.AddYears(1) : last;
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(issuer, start, end, serial);
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static void AddExtensions(CertificateRequest request, LeafRequest leaf, X509Certificate2 issuer)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(leaf.Use == LeafUse.Server ? ServerAuth : ClientAuth)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        if (leaf.DnsNames.Count == 0 && leaf.Addresses.Count == 0)
        {
            return;
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in leaf.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in leaf.Addresses)
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
    }

    private static X500DistinguishedName Name(string commonName, IReadOnlyList<string> organizations)
    {
        var name = new X500DistinguishedNameBuilder();
        foreach (var organization in organizations)
        {
            name.AddOrganizationName(organization);
        }

        name.AddCommonName(commonName);
        return name.Build();
    }
}

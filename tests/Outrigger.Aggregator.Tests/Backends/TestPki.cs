using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>A CA and certificates it signs.</summary>
internal sealed class TestPki
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 ca;
    private int serial;

    public TestPki(string name = "test-ca", TestPki? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (parent is null)
        {
            ca = request.CreateSelfSigned(From, To);
        }
        else
        {
            using var signed = request.Create(parent.ca, From, To, [9, 9, 9]);
            ca = signed.CopyWithPrivateKey(key);
        }
    }

    public string Pem => ca.ExportCertificatePem();

    public byte[] Bundle => Encoding.ASCII.GetBytes(Pem);

    public X509Certificate2 Serve(params string[] dnsNames) => Issue("server", "1.3.6.1.5.5.7.3.1", dnsNames);

    public X509Certificate2 Client(string name) => Issue(name, "1.3.6.1.5.5.7.3.2", []);

    public X509Certificate2 Issue(string commonName, string usage, string[] dnsNames, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (dnsNames.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var dns in dnsNames)
            {
                names.AddDnsName(dns);
            }

            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using var signed = request.Create(ca, From, until ?? To, [1, 2, (byte)Interlocked.Increment(ref serial)]);
        using var both = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), null);
    }
}

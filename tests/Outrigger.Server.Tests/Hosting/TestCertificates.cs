using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.Tests.Hosting;

/// <summary>Authorities and certificates made for a test.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        return request.CreateSelfSigned(From, From.AddYears(1));
    }

    /// <summary>An authority below another one.</summary>
    public static X509Certificate2 Intermediate(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.Create(authority, From, From.AddMonths(6), RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>Another certificate of an authority's key.</summary>
    public static X509Certificate2 Renewed(X509Certificate2 authority, string name)
    {
        using var key = authority.GetECDsaPrivateKey()!;
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, From.AddYears(2));
    }

    public static X509Certificate2 Issue(X509Certificate2 authority, string subject, bool client = true, TimeSpan? age = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var until = age is null ? From.AddMonths(6) : From.AddDays(1) - age.Value;
        using var certificate = request.Create(authority, From, until, RandomNumberGenerator.GetBytes(8));
        using var own = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Client.Configuration;
using Outrigger.Server.Authentication;
using Outrigger.Server.Delegation;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Extension;

/// <summary>The serving certificate of an extension server: the given files, or one of its own making.</summary>
internal static class ExtensionCertificates
{
    public static ServingCertificate Serving(ExtensionServerOptions options, TimeProvider time) =>
        options is { TlsCertFile: { } certificate, TlsPrivateKeyFile: { } key }
            ? ServingCertificate.FromFiles(certificate, key)
            : ServingCertificate.From(SelfSigned(time));

    /// <summary>The further authorities that flags name. Throws <see cref="ClientConfigException"/> for a file without a certificate.</summary>
    public static X509Certificate2Collection ClientAuthorities(ExtensionServerOptions options) =>
        options.ClientCaFile is { } file ? Authorities("--client-ca-file", file) : [];

    /// <summary>The front proxy that flags name; null for the one that the main server names.</summary>
    public static FrontProxyTrust? FrontProxies(ExtensionServerOptions options)
    {
        if (options.RequestHeaderClientCaFile is not { } file)
        {
            return null;
        }

        return new FrontProxyTrust(Authorities("--requestheader-client-ca-file", file), options.FrontProxy ?? new FrontProxyOptions());
    }

    private static X509Certificate2Collection Authorities(string flag, string file) =>
        PemFiles.Certificates(PemFiles.ReadText(file), $"{flag}: {file}");

    private static X509Certificate2 SelfSigned(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(1));
    }
}

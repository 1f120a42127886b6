using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.Cli.Pki;
using Outrigger.Client.Configuration;
using Outrigger.Server.Authentication;

namespace Outrigger.Cli.Hosting;

/// <summary>Keys and authorities of a server: those that flags name, the data directory's own for the rest. All PEM.</summary>
internal sealed record UpTrust
{
    public required KeyPair Serving { get; init; }

    /// <summary>The files behind <see cref="Serving"/>: certificate and key.</summary>
    public required (string Certificate, string Key) ServingFiles { get; init; }

    /// <summary>What clients must trust to reach the server.</summary>
    public required string ServerAuthorities { get; init; }

    public required string ClientAuthorities { get; init; }

    public required string FrontProxyAuthorities { get; init; }

    public required KeyPair ProxyClient { get; init; }

    /// <summary>The files behind <see cref="ProxyClient"/>: certificate and key.</summary>
    public required (string Certificate, string Key) ProxyClientFiles { get; init; }

    public required string SigningKey { get; init; }

    /// <summary>Keys whose signatures are accepted beside the signing key's.</summary>
    public required IReadOnlyList<string> FurtherKeys { get; init; }

    public static UpTrust From(UpModel model, ServerPki pki, PkiFolder folder)
    {
        var own = pki.ClusterAuthority.CertificatePem;
        var trust = new UpTrust
        {
            Serving = model.Serving ?? pki.Serving,
            ServingFiles = model.ServingFiles ?? (folder.PathOf("apiserver.crt"), folder.PathOf("apiserver.key")),

            // a certificate that was given is often signed by an authority of its own: its chain is trusted beside ours
            ServerAuthorities = model.Serving is null ? own : own + model.Serving.CertificatePem,
            ClientAuthorities = own + model.FurtherClientAuthorities,
            FrontProxyAuthorities = model.FrontProxyAuthorities ?? pki.FrontProxyAuthority.CertificatePem,
            ProxyClient = model.ProxyClient ?? pki.FrontProxyClient,
            ProxyClientFiles = model.ProxyClientFiles ?? (folder.PathOf("front-proxy-client.crt"), folder.PathOf("front-proxy-client.key")),
            SigningKey = model.SigningKey ?? pki.ServiceAccountKey,

            // tokens that were signed before another key was named stay good
            FurtherKeys = model.SigningKey is null ? model.FurtherServiceAccountKeys : [pki.ServiceAccountKey, .. model.FurtherServiceAccountKeys],
        };
        return trust;
    }

    /// <summary>Throws when extension servers would refuse our front-proxy certificate.</summary>
    public void Check(FrontProxyOptions options, TimeProvider time)
    {
        var certificates = new ClientCertificates(time) { Authorities = PemFiles.Certificates(FrontProxyAuthorities, "the request-header authorities") };
        using var proxy = ProxyClient.ToCertificate();
        var name = proxy.GetNameInfo(X509NameType.SimpleName, false);
        var problems = new List<string>();
        if (certificates.Refusal(proxy) is { } why)
        {
            problems.Add(
                $"the front-proxy certificate is not accepted by the request-header authorities ({why}): give a --proxy-client-cert-file that --requestheader-client-ca-file signed");
        }

        if (options.AllowedNames.Count > 0 && !options.AllowedNames.Contains(name, StringComparer.Ordinal))
        {
            problems.Add($"the front-proxy certificate's name \"{name}\" is not among --requestheader-allowed-names: add it there");
        }

        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }
    }
}

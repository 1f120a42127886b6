using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Trust;

/// <summary>Servers whose front-proxy certificate comes from files that the tests replace, by an authority of theirs.</summary>
public sealed class TrustCluster : Cluster
{
    private readonly CertificateAuthority proxies = Authority();

    protected override IReadOnlyList<string> ControlPlaneFlags =>
    [
        .. base.ControlPlaneFlags,
        $"--requestheader-client-ca-file={Path.Combine(Root, "proxies.crt")}",
        $"--requestheader-allowed-names={PkiFolder.FrontProxyName}",
        $"--proxy-client-cert-file={Path.Combine(Root, "proxy.crt")}",
        $"--proxy-client-key-file={Path.Combine(Root, "proxy.key")}",
    ];

    public override async ValueTask InitializeAsync()
    {
        PrivateFiles.Write(Path.Combine(Root, "proxies.crt"), proxies.CertificatePem);
        ShowProxy(isKnown: true);
        await base.InitializeAsync();
    }

    /// <summary>Replaces the files: a certificate of the authority that extension servers know, or of another one.</summary>
    internal void ShowProxy(bool isKnown)
    {
        var pair = (isKnown ? proxies : Authority()).Issue(new LeafRequest(PkiFolder.FrontProxyName, LeafUse.Client));
        PrivateFiles.Write(Path.Combine(Root, "proxy.key"), pair.KeyPem);
        PrivateFiles.Write(Path.Combine(Root, "proxy.crt"), pair.CertificatePem);
    }

    private static CertificateAuthority Authority() =>
        new(CertificateAuthority.Create("own-proxies", TimeProvider.System), TimeProvider.System);
}

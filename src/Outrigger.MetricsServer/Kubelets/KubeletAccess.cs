using System.Security.Cryptography.X509Certificates;
using Outrigger.Client.Configuration;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Options;

namespace Outrigger.MetricsServer.Kubelets;

/// <summary>What all kubelets have in common: whom we trust, who we are, and what is asked of an address.</summary>
internal sealed class KubeletAccess
{
    private readonly KubeletOptions options;
    private readonly ClientConfig main;
    private readonly X509Certificate2Collection? authorities;
    private readonly X509Certificate2Collection? certificate;
    private readonly ITokenSource? token;

    /// <summary>Reads the files of the options; throws <see cref="ClientConfigException"/> for a bad one.</summary>
    /// <param name="options">How kubelets are reached.</param>
    /// <param name="main">How the main server is reached; its authorities and our identity there are taken where the options say nothing.</param>
    public KubeletAccess(KubeletOptions options, ClientConfig main)
    {
        this.options = options;
        this.main = main;
        authorities = options.CertificateAuthorityFile is { } file
            ? PemFiles.Certificates(PemFiles.ReadText(file), $"--kubelet-certificate-authority {file}")
            : main.Authorities;
        if (options is { ClientCertificateFile: { } certificateFile, ClientKeyFile: { } keyFile })
        {
            // who shows a certificate needs no token, and what is not sent cannot be lost
            certificate = PemFiles.CertificateWithKey(PemFiles.ReadText(certificateFile), PemFiles.ReadText(keyFile), $"--kubelet-client-certificate {certificateFile}");
            return;
        }

        certificate = main.ClientCertificate;
        token = main.Token;
    }

    /// <summary>The time for one scrape.</summary>
    public TimeSpan Timeout => options.RequestTimeout;

    /// <summary>Where a node's kubelet is; throws <see cref="ScrapeException"/> when it has no usable address.</summary>
    public KubeletTarget TargetOf(NodeView node)
    {
        var target = KubeletTarget.Of(node, options);
        return target.Port == main.Server.Port && string.Equals(target.Host, main.Server.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            ? throw new ScrapeException(ScrapeFailure.Address, $"the node's address {target.Host}:{target.Port} is the main server's")
            : target;
    }

    /// <summary>A connection to a node's kubelet that sends nothing to anybody else.</summary>
    public KubeletConnection Connect(string node, KubeletTarget target)
    {
        var untrusted = new UntrustedReason();
        return new KubeletConnection(
            new ClientConfig
            {
                Server = target.Uri,
                Authorities = authorities,
                InsecureSkipTlsVerify = options.InsecureTls,
                ClientCertificate = certificate,
                Token = token,
                CertificateRefusal = leaf => KubeletIdentity.Refusal(leaf, node),
                AddressRefusal = address => KubeletIdentity.Refusal(address, options.AllowLoopback),
                OnUntrusted = untrusted.Set,
            },
            target,
            untrusted);
    }
}

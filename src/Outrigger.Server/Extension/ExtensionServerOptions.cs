using Outrigger.Server.Authentication;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Networking;
using Outrigger.Server.Settings;

namespace Outrigger.Server.Extension;

/// <summary>The flags of an extension server, with kube-apiserver's names and meaning.</summary>
public sealed record ExtensionServerOptions
{
    /// <summary>--secure-port. 0 lets the system choose.</summary>
    public int SecurePort { get; init; } = 443;

    /// <summary>--bind-address.</summary>
    public string BindAddress { get; init; } = "0.0.0.0";

    /// <summary>--tls-cert-file: PEM, the certificate and its chain. Without it a self-signed one is made at start.</summary>
    public string? TlsCertFile { get; init; }

    /// <summary>--tls-private-key-file: PEM.</summary>
    public string? TlsPrivateKeyFile { get; init; }

    /// <summary>--auto-tls: the server makes its certificates itself and tells the main server whom to trust; null when it does not.</summary>
    public AutoTlsOptions? AutoTls { get; init; }

    /// <summary>Whether --auto-tls was given; its further flags mean nothing without it.</summary>
    internal bool IsAutoTls { get; init; }

    /// <summary>The --auto-tls- flags; null when none was given.</summary>
    internal AutoTlsOptions? AutoTlsDetails { get; init; }

    /// <summary>--client-ca-file: PEM; clients with a certificate of these CAs are known by it. Beside the main server's own.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>--requestheader-client-ca-file: PEM; who signs the front proxy's certificate. Null for what the main server's ConfigMap says.</summary>
    public string? RequestHeaderClientCaFile { get; init; }

    /// <summary>--requestheader-allowed-names and -headers: names and headers of that front proxy; null when none is given.</summary>
    public FrontProxyOptions? FrontProxy { get; init; }

    /// <summary>--authentication-token-webhook-cache-ttl: how long the main server's word on a token is believed.</summary>
    public TimeSpan TokenCacheTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>--authorization-webhook-cache-authorized-ttl: how long an allowance is believed.</summary>
    public TimeSpan AuthorizedCacheTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>--authorization-webhook-cache-unauthorized-ttl: how long a refusal is believed.</summary>
    public TimeSpan UnauthorizedCacheTtl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>--authorization-always-allow-paths: what everybody may do anything to, so that probes need no rights.</summary>
    public IReadOnlyList<string> AlwaysAllowPaths { get; init; } = ["/healthz", "/readyz", "/livez"];

    /// <summary>--etcd-servers: the client URLs of one cluster's members; empty for the embedded store.</summary>
    public IReadOnlyList<string> EtcdServers { get; init; } = [];

    /// <summary>--etcd-prefix: what all keys begin with; null for the server's own choice.</summary>
    public string? EtcdPrefix { get; init; }

    /// <summary>--etcd-cafile: PEM; who signs the members' certificates.</summary>
    public string? EtcdCaFile { get; init; }

    /// <summary>--etcd-certfile: PEM; the certificate shown to etcd.</summary>
    public string? EtcdCertFile { get; init; }

    /// <summary>--etcd-keyfile: PEM; its private key.</summary>
    public string? EtcdKeyFile { get; init; }

    /// <summary>--data-dir: where the embedded store is kept.</summary>
    public string DataDir { get; init; } = "data";

    /// <summary>--kubeconfig: the main server; in a pod the service account is used when it is not given.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>--authentication-kubeconfig: for TokenReviews and the authentication ConfigMap; else --kubeconfig.</summary>
    public string? AuthenticationKubeconfig { get; init; }

    /// <summary>--authorization-kubeconfig: for SubjectAccessReviews; else --kubeconfig.</summary>
    public string? AuthorizationKubeconfig { get; init; }

    /// <summary>Shutdown, audit, flow control: the flags of <see cref="SettingFlags"/>.</summary>
    public ServerSettings Settings { get; init; } = new();

    /// <summary>--help was given.</summary>
    public bool Help { get; init; }

    /// <summary>What is wrong with the flags together: one text a problem, with its fix.</summary>
    public IEnumerable<string> Problems()
    {
        if (EtcdServers.Count == 0 && (EtcdPrefix ?? EtcdCaFile ?? EtcdCertFile ?? EtcdKeyFile) is not null)
        {
            yield return "--etcd-prefix, --etcd-cafile, --etcd-certfile and --etcd-keyfile go with --etcd-servers: give it as well.";
        }

        if (EtcdCertFile is null != EtcdKeyFile is null)
        {
            yield return "--etcd-certfile and --etcd-keyfile go together: give both or none.";
        }

        if (TlsCertFile is null != TlsPrivateKeyFile is null)
        {
            yield return "--tls-cert-file and --tls-private-key-file go together: give both or none.";
        }

        if (AutoTlsDetails is not null && !IsAutoTls)
        {
            yield return "--auto-tls-service, --auto-tls-names, --auto-tls-secret and --auto-tls-register go with --auto-tls: give it as well.";
        }

        if (AutoTls is not null && TlsCertFile is not null)
        {
            yield return "--auto-tls makes what --tls-cert-file names: give one of them.";
        }

        if (RequestHeaderClientCaFile is null && FrontProxy is not null)
        {
            yield return "the --requestheader flags go with --requestheader-client-ca-file: give it as well, or leave them to the main server.";
        }

        if (RequestHeaderClientCaFile is not null && FrontProxy is not { AllowedNames.Count: > 0 })
        {
            yield return "--requestheader-client-ca-file goes with --requestheader-allowed-names: without names any certificate of that CA may say that it is anybody.";
        }

        if (!AddressText.TryParse(BindAddress, out _))
        {
            yield return $"--bind-address: {BindAddress} is no IP address.";
        }

        string?[] files =
        [
            TlsCertFile, TlsPrivateKeyFile, ClientCaFile, RequestHeaderClientCaFile,
            Kubeconfig, AuthenticationKubeconfig, AuthorizationKubeconfig,
            EtcdCaFile, EtcdCertFile, EtcdKeyFile,
        ];
        foreach (var file in files.Where(f => f is not null && !File.Exists(f)).Distinct())
        {
            yield return $"{file}: no such file";
        }
    }
}

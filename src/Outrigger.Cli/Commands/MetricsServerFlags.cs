using System.CommandLine;
using Outrigger.Cli.Options;

namespace Outrigger.Cli.Commands;

/// <summary>The flags of <c>metrics-server</c>, in the sections of its help. Names and meaning are those of kubernetes-sigs/metrics-server.</summary>
internal sealed class MetricsServerFlags
{
    private readonly Option<string> securePort = Flag.Text("--secure-port", "PORT", "The HTTPS port; 0 takes any free one (default 10250)");
    private readonly Option<string> bindAddress = Flag.Text("--bind-address", "IP", "The address to listen on (default 0.0.0.0)");
    private readonly Option<string> certificate = Flag.Text("--tls-cert-file", "FILE", "Serving certificate with its chain, PEM; a self-signed one is made without it");
    private readonly Option<string> key = Flag.Text("--tls-private-key-file", "FILE", "Its private key, PEM");
    private readonly Option<string> clientCa = Flag.Text("--client-ca-file", "FILE", "Further authorities whose client certificates are accepted, PEM");
    private readonly Option<string> kubeconfig = Flag.Text("--kubeconfig", "FILE", "How to reach the main server (default: the pod's service account)");
    private readonly Option<string> authentication = Flag.Text("--authentication-kubeconfig", "FILE", "The same, for TokenReviews");
    private readonly Option<string> authorization = Flag.Text("--authorization-kubeconfig", "FILE", "The same, for SubjectAccessReviews");
    private readonly Option<string> resolution = Flag.Text("--metric-resolution", "DURATION", "The time between two scrapes of a node (default 15s)");
    private readonly Option<string> nodeSelector = Flag.Text("--node-selector", "SELECTOR", "Only nodes with these labels (default: all)");
    private readonly Option<string[]> addressTypes = Flag.List(
        "--kubelet-preferred-address-types", "TYPES", "A node's address is the first of these types that it has (default Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP)");

    private readonly Option<bool> statusPort = new("--kubelet-use-node-status-port") { Description = "The port of the node's status comes before --kubelet-port" };
    private readonly Option<string> kubeletPort = Flag.Text("--kubelet-port", "PORT", "The kubelets' port (default 10250)");
    private readonly Option<string> timeout = Flag.Text("--kubelet-request-timeout", "DURATION", "For one scrape, from the connection to the last byte (default 10s, at most 9/10 of --metric-resolution)");
    private readonly Option<string> kubeletCa = Flag.Text("--kubelet-certificate-authority", "FILE", "Who signs the kubelets' certificates, PEM (default: the main server's authorities)");
    private readonly Option<string> kubeletCertificate = Flag.Text("--kubelet-client-certificate", "FILE", "Client certificate shown to kubelets in place of the token, PEM");
    private readonly Option<string> kubeletKey = Flag.Text("--kubelet-client-key", "FILE", "Its private key, PEM");
    private readonly Option<bool> insecure = new("--kubelet-insecure-tls") { Description = "Take any certificate for a kubelet's, and send the token to whoever answers; for tests" };
    private readonly Option<bool> loopback = new("--kubelet-allow-loopback") { Description = "Nodes may have loopback addresses; for a node on a developer's machine" };
    private readonly Option<string> logLevel = Flag.Text("--log-level", "LEVEL", "error, warning, information (default) or debug");

    public MetricsServerFlags() => Sections =
    [
        new("Serving", [bindAddress, securePort, certificate, key, clientCa]),
        new("Main server", [kubeconfig, authentication, authorization]),
        new("Metrics", [resolution, nodeSelector]),
        new("Kubelets", [addressTypes, statusPort, kubeletPort, timeout, kubeletCa, kubeletCertificate, kubeletKey, insecure, loopback]),
        new("Logging", [logLevel]),
    ];

    public IReadOnlyList<OptionSection> Sections { get; }

    public MetricsServerFlagValues Read(ParseResult result) => new()
    {
        SecurePort = result.GetValue(securePort),
        BindAddress = result.GetValue(bindAddress),
        TlsCertFile = result.GetValue(certificate),
        TlsPrivateKeyFile = result.GetValue(key),
        ClientCaFile = result.GetValue(clientCa),
        Kubeconfig = result.GetValue(kubeconfig),
        AuthenticationKubeconfig = result.GetValue(authentication),
        AuthorizationKubeconfig = result.GetValue(authorization),
        MetricResolution = result.GetValue(resolution),
        NodeSelector = result.GetValue(nodeSelector),
        PreferredAddressTypes = Flag.Values(result, addressTypes),
        UseNodeStatusPort = result.GetValue(statusPort),
        KubeletPort = result.GetValue(kubeletPort),
        RequestTimeout = result.GetValue(timeout),
        CertificateAuthority = result.GetValue(kubeletCa),
        ClientCertificate = result.GetValue(kubeletCertificate),
        ClientKey = result.GetValue(kubeletKey),
        InsecureTls = result.GetValue(insecure),
        AllowLoopback = result.GetValue(loopback),
        LogLevel = result.GetValue(logLevel),
    };
}

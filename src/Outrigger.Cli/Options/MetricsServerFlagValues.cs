namespace Outrigger.Cli.Options;

/// <summary>The flags of <c>outrigger metrics-server</c> as they were typed; null means not given.</summary>
internal sealed record MetricsServerFlagValues
{
    public string? SecurePort { get; init; }

    public string? BindAddress { get; init; }

    public string? TlsCertFile { get; init; }

    public string? TlsPrivateKeyFile { get; init; }

    public string? ClientCaFile { get; init; }

    public string? Kubeconfig { get; init; }

    public string? AuthenticationKubeconfig { get; init; }

    public string? AuthorizationKubeconfig { get; init; }

    /// <summary>A duration.</summary>
    public string? MetricResolution { get; init; }

    public string? NodeSelector { get; init; }

    public IReadOnlyList<string> PreferredAddressTypes { get; init; } = [];

    public bool UseNodeStatusPort { get; init; }

    public string? KubeletPort { get; init; }

    /// <summary>A duration.</summary>
    public string? RequestTimeout { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? ClientCertificate { get; init; }

    public string? ClientKey { get; init; }

    public bool InsecureTls { get; init; }

    public bool AllowLoopback { get; init; }

    public string? LogLevel { get; init; }
}

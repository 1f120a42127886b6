namespace Outrigger.Client.Configuration;

/// <summary>A cluster entry. Paths are absolute; data is decoded PEM text.</summary>
public sealed record KubeconfigCluster
{
    public required string Server { get; init; }

    /// <summary>PEM text.</summary>
    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityFile { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }
}

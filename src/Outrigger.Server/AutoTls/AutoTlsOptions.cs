namespace Outrigger.Server.AutoTls;

/// <summary>How a server makes its own certificates (--auto-tls).</summary>
public sealed record AutoTlsOptions
{
    /// <summary>--auto-tls-service, NAMESPACE/NAME: whose names the certificate carries; null for the Service of the server's APIServices.</summary>
    public string? Service { get; init; }

    /// <summary>--auto-tls-names: further DNS names or addresses.</summary>
    public IReadOnlyList<string> FurtherNames { get; init; } = [];

    /// <summary>--auto-tls-secret: a Secret in the Service's namespace that keeps the keys for all replicas; null for a file in --data-dir.</summary>
    public string? Secret { get; init; }

    /// <summary>--auto-tls-register: APIServices that are missing are created.</summary>
    public bool Register { get; init; }

    /// <summary>How long an authority is valid: 5 years. It is followed by another when a third is left.</summary>
    public TimeSpan AuthorityLifetime { get; init; } = TimeSpan.FromDays(5 * 365);

    /// <summary>How long a certificate is valid: 90 days. It is followed by another when a third is left.</summary>
    public TimeSpan LeafLifetime { get; init; } = TimeSpan.FromDays(90);
}

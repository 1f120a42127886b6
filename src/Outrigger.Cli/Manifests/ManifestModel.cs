namespace Outrigger.Cli.Manifests;

/// <summary>What <c>outrigger manifests</c> was asked for, checked.</summary>
internal sealed record ManifestModel
{
    /// <summary>Of the Service, the Deployment and the service account.</summary>
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required string Group { get; init; }

    /// <summary>The preferred one first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    public required string Image { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>Empty for SQLite on a volume.</summary>
    public string EtcdServers { get; init; } = "";

    public TrustMode Trust { get; init; }

    /// <summary>Whether the server makes its APIServices itself; with <see cref="TrustMode.AutoTls"/>.</summary>
    public bool Registers { get; init; }

    /// <summary>Whether its replicas lead by a Lease of its name.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>Whether the server itself is there already, and only its APIServices are wanted.</summary>
    public bool OnlyApiService { get; init; }

    /// <summary>The caBundle, base64 of PEM; with <see cref="TrustMode.Files"/>.</summary>
    public string CaBundle { get; init; } = "";

    public string KeySecret => $"{Name}-auto-tls";
}

namespace Outrigger.Cli.Manifests;

/// <summary>The flags of <c>outrigger manifests</c> as they were given.</summary>
internal sealed record ManifestOptions
{
    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Group { get; init; } = "";

    public IReadOnlyList<string> Versions { get; init; } = [];

    public string Image { get; init; } = "";

    public string Replicas { get; init; } = "1";

    public string EtcdServers { get; init; } = "";

    public string CaFile { get; init; } = "";

    public bool CertManager { get; init; }

    public bool AutoTls { get; init; }

    public bool AutoTlsRegister { get; init; }

    public bool LeaderElection { get; init; }

    public bool OnlyApiService { get; init; }
}

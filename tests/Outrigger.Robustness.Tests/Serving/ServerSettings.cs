namespace Outrigger.Robustness.Tests.Serving;

/// <summary>What a server process is started with.</summary>
internal sealed record ServerSettings
{
    /// <summary>The SQLite file; null for etcd.</summary>
    public string? Path { get; init; }

    /// <summary>URLs of etcd; empty for SQLite.</summary>
    public IReadOnlyList<string> Etcd { get; init; } = [];

    /// <summary>What is wrong with the store on purpose.</summary>
    public Breakage Breakage { get; init; }

    public IReadOnlyList<string> Arguments => ["serve", Path ?? "", string.Join(',', Etcd), Breakage.ToString()];

    public static ServerSettings Parse(IReadOnlyList<string> arguments) => new()
    {
        Path = arguments[1].Length == 0 ? null : arguments[1],
        Etcd = arguments[2].Split(',', StringSplitOptions.RemoveEmptyEntries),
        Breakage = Enum.Parse<Breakage>(arguments[3]),
    };
}

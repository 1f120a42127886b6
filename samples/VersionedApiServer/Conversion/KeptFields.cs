using VersionedApiServer.V1;

namespace VersionedApiServer.Conversion;

/// <summary>What v1 says and an older version cannot.</summary>
internal sealed record KeptFields
{
    /// <summary>A retention that is more than a count.</summary>
    public BackupRetention? Retention { get; init; }

    public bool? Suspended { get; init; }

    public int? Backups { get; init; }

    /// <summary>By target.</summary>
    public IReadOnlyDictionary<string, bool>? Paused { get; init; }

    /// <summary>What to keep of a retention beside its count.</summary>
    public static BackupRetention? Of(BackupRetention? retention) =>
        retention is { Count: not null, MaxAgeDays: null } ? null : retention;

    /// <summary>The retention of a count, with what was kept.</summary>
    public static BackupRetention? Join(int? count, KeptFields? kept) =>
        kept?.Retention is { } more ? new BackupRetention { Count = count, MaxAgeDays = more.MaxAgeDays }
        : count is null ? null
        : new BackupRetention { Count = count };
}

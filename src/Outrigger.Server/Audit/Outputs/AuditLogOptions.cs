namespace Outrigger.Server.Audit.Outputs;

/// <summary>The flags <c>--audit-log-…</c>.</summary>
public sealed record AuditLogOptions : AuditOutputOptions
{
    public AuditLogOptions() => Mode = AuditMode.Blocking;

    /// <summary>The file; <c>-</c> is standard output. Empty for no log.</summary>
    public string Path { get; init; } = "";

    /// <summary>Old files are removed after so many days; 0 for never.</summary>
    public int MaxAge { get; init; } = 366;

    /// <summary>So many old files are kept; 0 for all.</summary>
    public int MaxBackup { get; init; } = 100;

    /// <summary>A file of so many megabytes is put aside and a new one begun; 0 for never.</summary>
    public int MaxSize { get; init; } = 100;
}

namespace Outrigger.Storage.Sqlite.Engine;

/// <summary>SQLite refused a call.</summary>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The result code without its extension.</summary>
    public int PrimaryCode => Code & 0xff;

    /// <summary>Whether the disk had no space left (SQLITE_FULL).</summary>
    public bool IsFull => PrimaryCode == 13;
}

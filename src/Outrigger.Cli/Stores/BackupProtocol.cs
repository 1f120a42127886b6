namespace Outrigger.Cli.Stores;

/// <summary>How <c>outrigger backup</c> and <c>outrigger export</c> ask a server that runs.</summary>
internal static class BackupProtocol
{
    /// <summary>Only POST: a role that may read every path must not get every secret with it.</summary>
    public const string Path = "/outrigger/backup";

    public const string ContentType = "application/vnd.sqlite3";

    /// <summary>POST too.</summary>
    public const string ExportPath = "/outrigger/export";

    public const string ExportContentType = "application/x-ndjson";

    /// <summary>RFC 9530: <c>sha-256=:BASE64:</c>.</summary>
    public const string Digest = "Repr-Digest";

    public static string DigestOf(byte[] sha256) => $"sha-256=:{Convert.ToBase64String(sha256)}:";
}

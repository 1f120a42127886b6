using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Backups;

/// <summary>
/// Makes a store out of a backup. Its revision is raised far beyond what the lost store can have given out, and all before it is
/// marked compacted: a watch or list that a client goes on with gets 410 and begins anew, instead of missing what was taken back.
/// </summary>
public static class StoreRestore
{
    /// <summary>How far the revision is raised: 10^9.</summary>
    public const long Leap = StoreImport.Leap;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Writes <paramref name="target"/>, which must not be there. Throws <see cref="StoreUnavailableException"/> with cause and fix
    /// when the backup is no whole store or the disk fails; then nothing is left behind.
    /// </summary>
    public static Task<StoreBackup> RunAsync(string backup, string target, CancellationToken cancellationToken) =>
        Task.Run(() => Run(backup, target, cancellationToken), cancellationToken);

    /// <summary>Checks a backup without changing it: a whole store of this format, without damage.</summary>
    public static Task<StoreBackup> CheckAsync(string backup, CancellationToken cancellationToken) =>
        Task.Run(() => Check(backup), cancellationToken);

    /// <summary>Makes a fresh copy a file that needs no other beside it, and checks it.</summary>
    internal static Task<StoreBackup> SealAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using (var connection = SqliteConnection.Open(path, Patience, readOnly: false))
            {
                connection.Execute("PRAGMA journal_mode = DELETE");
            }

            return Check(path);
        },
        cancellationToken);

    private static StoreBackup Check(string path)
    {
        RequireStore(path);
        try
        {
            using var connection = SqliteConnection.Open(path, Patience, readOnly: true);
            return Describe(connection, path);
        }
        catch (SqliteException e)
        {
            throw NoBackup(path, e.Message, e);
        }
    }

    private static StoreBackup Run(string backup, string target, CancellationToken cancellationToken)
    {
        RequireStore(backup);
        if (File.Exists(target))
        {
            throw new StoreUnavailableException($"{target} is there already: move it away, with its -wal and -shm", outcomeUnknown: false);
        }

        var fresh = target + ".restoring";
        try
        {
            Remove(fresh);
            StoreFile.Copy(backup, fresh, cancellationToken);
            var result = Raise(fresh, backup);
            File.Move(fresh, target);
            return result with { Path = target };
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{target} cannot be made from {backup}: {e.Message}", outcomeUnknown: false, e);
        }
        finally
        {
            Remove(fresh);
        }
    }

    private static StoreBackup Raise(string path, string backup)
    {
        using var connection = SqliteConnection.Open(path, Patience, readOnly: false);
        var found = Describe(connection, backup);
        var revision = found.Revision + Leap;
        connection.Execute($"""
            PRAGMA synchronous = FULL;
            BEGIN IMMEDIATE;
            UPDATE meta SET value = {revision} WHERE name IN ('revision', 'compacted');
            COMMIT;
            """);
        connection.CheckpointOnClose(true);
        return found with { Revision = revision };
    }

    // Read only: what SQLite would do to another program's file, or to the log beside it, is not ours to cause.
    private static void RequireStore(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreUnavailableException($"{path}: no such file", outcomeUnknown: false);
        }

        WalFile.Check(path);
    }

    private static StoreBackup Describe(SqliteConnection connection, string path)
    {
        StoreSchema.Check(connection, path);
        if (connection.Scalar("PRAGMA user_version") == 0)
        {
            throw NoBackup(path, "it is empty");
        }

        var revision = Math.Max(
            connection.Scalar("SELECT value FROM meta WHERE name = 'revision'"),
            RowIds.RevisionOf(connection.Scalar("SELECT max(id) FROM log")));
        var objects = connection.Scalar("""
            SELECT count(*) FROM log AS l WHERE value IS NOT NULL AND id = (SELECT max(id) FROM log AS n WHERE n.key = l.key)
            """);
        return new StoreBackup(path, revision, objects, new FileInfo(path).Length);
    }

    private static StoreUnavailableException NoBackup(string path, string why, Exception? cause = null) =>
        new($"{path} is no backup of outrigger ({why}): name a file that outrigger backup wrote", outcomeUnknown: false, cause);

    private static void Remove(string path)
    {
        foreach (var end in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(path + end);
        }
    }
}

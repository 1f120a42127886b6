using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;
using Outrigger.Storage.Sqlite.Writing;

namespace Outrigger.Storage.Sqlite.Backups;

/// <summary>
/// Makes a store out of a backup. Its revision is raised far beyond what the lost stores can have given out, and all before it is
/// marked compacted: a watch or list that a client goes on with gets 410 and begins anew, instead of missing what was taken back.
/// </summary>
public static class StoreRestore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Writes <paramref name="target"/>, which must not be there. Throws <see cref="StoreUnavailableException"/> with cause and fix
    /// when the backup is no whole store or the disk fails; then nothing is left behind.
    /// </summary>
    /// <param name="backup">A file of a backup.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="replaced">The store in whose place it comes, if it is there: see <see cref="NextRevision"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    public static Task<StoreBackup> RunAsync(string backup, string target, string replaced, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => Run(backup, target, saved => NextRevision.After(saved, replaced, time), cancellationToken), cancellationToken);

    /// <summary>Checks a backup without changing it: a whole store of this format, without damage.</summary>
    public static Task<StoreBackup> CheckAsync(string backup, CancellationToken cancellationToken) =>
        Task.Run(() => Check(backup), cancellationToken);

    /// <summary>
    /// Makes a fresh store that nobody has open a file that needs no other beside it, and checks it. Throws
    /// <see cref="StoreUnavailableException"/>: until it returns, commits may be in the log alone.
    /// </summary>
    public static Task<StoreBackup> SealAsync(string path, CancellationToken cancellationToken) => Task.Run(() => Seal(path), cancellationToken);

    /// <summary>The same, for whoever is on a thread of its own.</summary>
    internal static StoreBackup Check(string path)
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

    private static StoreBackup Seal(string path)
    {
        try
        {
            using var connection = SqliteConnection.Open(path, Patience, readOnly: false);
            if (connection.Text("PRAGMA journal_mode = DELETE") is var mode and not "delete")
            {
                throw new StoreUnavailableException($"the log of {path} cannot be moved into it: the journal stays {mode}", outcomeUnknown: false);
            }
        }
        catch (SqliteException e)
        {
            throw WriterLoop.Unavailable(e, outcomeUnknown: false);
        }

        return Check(path);
    }

    private static StoreBackup Run(string backup, string target, Func<long, long> next, CancellationToken cancellationToken)
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
            var raised = Raise(fresh, backup, next);
            var result = Seal(fresh);
            if ((result.Revision, result.Objects) != (raised.Revision, raised.Objects))
            {
                throw new IOException("what was written is not there");
            }

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

    private static StoreBackup Raise(string path, string backup, Func<long, long> next)
    {
        using var connection = SqliteConnection.Open(path, Patience, readOnly: false);
        var found = Describe(connection, backup);
        var revision = next(found.Revision);
        connection.Execute($"""
            PRAGMA synchronous = FULL;
            BEGIN IMMEDIATE;
            UPDATE meta SET value = {revision} WHERE name IN ('revision', 'compacted');
            COMMIT;
            """);
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

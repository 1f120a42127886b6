using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Sqlite.Files;

/// <summary>
/// The tables. <c>log</c> is append-only: a row for each write, its id is <c>revision * 1024 + place in the commit</c>; the newest
/// row of a key is its current state. <c>meta</c> holds what the rows alone cannot say.
/// </summary>
internal static class StoreSchema
{
    /// <summary>"Outr": marks a file as ours.</summary>
    public const int ApplicationId = 0x4F757472;

    /// <summary>The format this program writes.</summary>
    public const int Version = 1;

    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    private static string Create(long revision) => $"""
        BEGIN IMMEDIATE;
        CREATE TABLE log (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            created INTEGER NOT NULL,   -- the revision that created the key
            replaced INTEGER NOT NULL,  -- the id of the key's row before this one; 0 for none
            expires INTEGER,            -- Unix milliseconds
            value BLOB                  -- NULL: the key was deleted
        );
        CREATE INDEX log_key ON log (key);
        CREATE INDEX log_expires ON log (expires) WHERE expires IS NOT NULL;
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES ('revision', {revision}), ('compacted', {revision}), ('swept', 0);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        COMMIT;
        """;

    /// <summary>Makes the tables in a new file; refuses a file that is not ours, newer, or damaged.</summary>
    public static void Prepare(SqliteConnection connection, SqliteStoreOptions options, bool quickCheck) => Guard(options.Path, () =>
    {
        var path = options.Path;
        Identify(connection, path);
        var isNew = connection.Scalar("PRAGMA user_version") == 0;
        if (isNew)
        {
            connection.Execute("PRAGMA auto_vacuum = INCREMENTAL"); // counts only before the first table
        }

        connection.Execute("PRAGMA journal_mode = WAL");
        if (quickCheck)
        {
            Verify(connection, path);
        }

        if (isNew)
        {
            connection.Execute(Create(options.FirstRevision));
        }
    });

    /// <summary>Refuses as <see cref="Prepare"/> does, and changes nothing.</summary>
    public static void Check(SqliteConnection connection, string path) => Guard(path, () =>
    {
        Identify(connection, path);
        Verify(connection, path);
    });

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException e) when (e.PrimaryCode == NotADatabase)
        {
            throw Refuse($"{path} is not a SQLite database: choose another path");
        }
        catch (SqliteException e) when (e.PrimaryCode == Corrupt)
        {
            throw Damaged(path, e.Message);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"{path} cannot be opened: {e.Message}", outcomeUnknown: false, e);
        }
    }

    private static void Verify(SqliteConnection connection, string path)
    {
        if (connection.Text("PRAGMA quick_check(1)") is var verdict and not "ok")
        {
            throw Damaged(path, verdict);
        }
    }

    private static StoreUnavailableException Damaged(string path, string why) =>
        Refuse($"{path} is damaged ({why}): restore a backup (outrigger restore); keep {path} and {path}-wal till then");

    private static void Identify(SqliteConnection connection, string path)
    {
        var application = connection.Scalar("PRAGMA application_id");
        var version = connection.Scalar("PRAGMA user_version");
        var tables = connection.Scalar("SELECT count(*) FROM sqlite_schema");
        if (application != ApplicationId && (application != 0 || version != 0 || tables != 0))
        {
            throw Refuse($"{path} is the database of another program: choose another path");
        }

        if (version > Version)
        {
            throw Refuse($"{path} has format {version}, this program knows up to {Version}: run the newer version that wrote it");
        }
    }

    private static StoreUnavailableException Refuse(string why) => new(why, outcomeUnknown: false);
}

using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>The one connection that writes and checkpoints, with its prepared statements. Only for the writer's thread.</summary>
internal sealed class WriteConnection : IDisposable
{
    // Checkpoints are the writer loop's; sizes are 16 MiB of cache and 64 MiB of log that stay on disk.
    private const string Settings = """
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16384;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        """;

    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement find;
    private readonly SqliteStatement value;
    private readonly SqliteStatement insert;
    private readonly SqliteStatement setMeta;

    public WriteConnection(SqliteStoreOptions options, bool quickCheck)
    {
        connection = SqliteConnection.Open(options.Path, options.BusyTimeout, readOnly: false);
        try
        {
            StoreSchema.Prepare(connection, options, quickCheck);
            connection.Execute(Settings);
            begin = connection.Prepare("BEGIN IMMEDIATE");
            commit = connection.Prepare("COMMIT");
            find = connection.Prepare("SELECT id, created, value IS NULL FROM log WHERE key = ?1 ORDER BY id DESC LIMIT 1");
            value = connection.Prepare("SELECT value FROM log WHERE id = ?1");
            insert = connection.Prepare("INSERT INTO log (id, key, created, replaced, expires, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
            setMeta = connection.Prepare("UPDATE meta SET value = ?2 WHERE name = ?1");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The newest revision in the file.</summary>
    public long Revision => Math.Max(
        connection.Scalar("SELECT value FROM meta WHERE name = 'revision'"),
        RowIds.RevisionOf(connection.Scalar("SELECT max(id) FROM log")));

    public void Begin() => begin.Run();

    /// <summary>Ends the transaction; the data is on disk when it returns.</summary>
    public void Commit() => commit.Run();

    public void Rollback() => connection.Execute("ROLLBACK");

    public CurrentRow Find(string key)
    {
        try
        {
            return find.Bind(1, key).Step() ? new CurrentRow(find.Long(0), find.Long(1), find.Long(2) != 0) : default;
        }
        finally
        {
            find.Reset();
        }
    }

    /// <summary>Adds a row that replaces <paramref name="current"/>.</summary>
    public void Insert(long id, string key, in CurrentRow current, ReadOnlyMemory<byte>? content, long? expires)
    {
        var created = current.Revision == 0 ? RowIds.RevisionOf(id) : current.Created;
        insert.Bind(1, id).Bind(2, key).Bind(3, created).Bind(4, current.Id);
        _ = expires is { } at ? insert.Bind(5, at) : insert.BindNull(5);
        _ = content is { } bytes ? insert.Bind(6, bytes.Span) : insert.BindNull(6);
        insert.Run();
    }

    /// <summary>The record of a row that exists.</summary>
    public StoreRecord Read(string key, in CurrentRow row)
    {
        try
        {
            return value.Bind(1, row.Id).Step()
                ? new StoreRecord(key, value.Blob(0), row.Created, row.Revision)
                : throw new InvalidDataException($"the row {row.Id} of {key} is gone");
        }
        finally
        {
            value.Reset();
        }
    }

    public long Meta(string name) => connection.Scalar($"SELECT value FROM meta WHERE name = '{name}'");

    public void SetMeta(string name, long number) => setMeta.Bind(1, name).Bind(2, number).Run();

    public SqliteStatement Prepare(string sql) => connection.Prepare(sql);

    public long Scalar(string sql) => connection.Scalar(sql);

    public void Execute(string sql) => connection.Execute(sql);

    public void Checkpoint() => connection.Checkpoint();

    /// <summary>Begins a copy into an empty file.</summary>
    public SqliteCopy CopyTo(string path) => new(connection, path);

    /// <summary>
    /// Moves what is in the log into the file, if it can at once, so that the next commit begins a log of new salt: ends of commits that
    /// never became durable are then not taken for acknowledged ones (<see cref="WalFile"/>), however many there are.
    /// </summary>
    public void BeginNewLog()
    {
        try
        {
            Checkpoint();
        }
        catch (SqliteException)
        {
            // the disk is full or broken, which commits will tell; the next ordinary checkpoint does it
        }
    }

    /// <summary>
    /// The end of an orderly life: moves the log into the file and removes it. While somebody still reads, or when the disk is full, it
    /// stays and the next start takes it in.
    /// </summary>
    public void Close()
    {
        connection.CheckpointOnClose(true);
        connection.Dispose();
    }

    public void Dispose() => connection.Dispose();
}

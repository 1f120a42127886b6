using SQLitePCL;

namespace Outrigger.Storage.Sqlite.Engine;

/// <summary>A connection on SQLite's own C interface: prepared statements that bind and read spans. For one thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 handle;
    private readonly List<SqliteStatement> statements = [];

    private SqliteConnection(sqlite3 handle) => this.handle = handle;

    /// <summary>The version of the library in use.</summary>
    public static string LibraryVersion
    {
        get
        {
            Batteries_V2.Init();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <summary>Opens an existing file. Throws <see cref="SqliteException"/>.</summary>
    public static SqliteConnection Open(string path, TimeSpan busyTimeout, bool readOnly)
    {
        Batteries_V2.Init();
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE) | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_PRIVATECACHE;
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var connection = new SqliteConnection(handle);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            connection.CheckpointOnClose(false);
            raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements without results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>Runs a statement for its first column; 0 when it gives no row.</summary>
    public long Scalar(string sql)
    {
        using var statement = new SqliteStatement(this, handle, sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>Runs a statement for its first column as text.</summary>
    public string Text(string sql)
    {
        using var statement = new SqliteStatement(this, handle, sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(this, handle, sql);
        statements.Add(statement);
        return statement;
    }

    /// <summary>Moves what it can from the log into the file without waiting for readers.</summary>
    public void Checkpoint() =>
        Check(raw.sqlite3_wal_checkpoint_v2(handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));

    /// <summary>Begins to copy another connection's database into this one.</summary>
    public sqlite3_backup StartCopyOf(SqliteConnection source)
    {
        var copy = raw.sqlite3_backup_init(handle, "main", source.handle, "main");
        if (copy is null || copy.IsInvalid)
        {
            Check(raw.sqlite3_errcode(handle));
        }

        return copy!;
    }

    /// <summary>
    /// Whether closing moves the log into the file and removes it. Off from the start, so that a connection to a file that is refused
    /// leaves it as it was.
    /// </summary>
    public void CheckpointOnClose(bool on) =>
        Check(raw.sqlite3_db_config(handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, out _));

    /// <summary>Throws unless the code says that all is well.</summary>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(code, raw.sqlite3_errmsg(handle).utf8_to_string());
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements)
        {
            statement.Dispose();
        }

        raw.sqlite3_close_v2(handle);
    }
}

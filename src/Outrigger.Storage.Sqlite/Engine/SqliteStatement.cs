using System.Text;
using SQLitePCL;

namespace Outrigger.Storage.Sqlite.Engine;

/// <summary>A prepared statement. Bind, step until false, reset.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt handle;

    public SqliteStatement(SqliteConnection connection, sqlite3 database, string sql)
    {
        this.connection = connection;
        connection.Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle));
    }

    public SqliteStatement Bind(int index, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public SqliteStatement BindNull(int index)
    {
        connection.Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    public SqliteStatement Bind(int index, string text)
    {
        Span<byte> utf8 = stackalloc byte[512];
        if (text.Length * 3 > utf8.Length)
        {
            utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        }

        connection.Check(raw.sqlite3_bind_text(handle, index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> blob)
    {
        connection.Check(raw.sqlite3_bind_blob(handle, index, blob));
        return this;
    }

    /// <summary>Goes to the next row; false after the last one.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            connection.Check(code);
        }

        return false;
    }

    /// <summary>Runs a statement without rows and resets it.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public void Dispose() => handle.Dispose();
}

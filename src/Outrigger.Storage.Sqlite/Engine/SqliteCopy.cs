using SQLitePCL;

namespace Outrigger.Storage.Sqlite.Engine;

/// <summary>
/// Copies a database page by page. What the source connection itself writes meanwhile goes to the copy too, so that the copy is
/// the state of its last step (sqlite.org/backup.html).
/// </summary>
internal sealed class SqliteCopy : IDisposable
{
    private readonly SqliteConnection target;
    private readonly sqlite3_backup handle;
    private bool finished;

    public SqliteCopy(SqliteConnection source, string path)
    {
        target = SqliteConnection.Open(path, TimeSpan.Zero, readOnly: false);
        try
        {
            // a copy that is not finished is thrown away: it needs no journal
            target.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
            handle = target.StartCopyOf(source);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Copies some pages; true when all are there and on disk.</summary>
    public bool Step(int pages)
    {
        var code = raw.sqlite3_backup_step(handle, pages);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new SqliteException(code, $"the copy failed ({raw.sqlite3_errstr(code).utf8_to_string()})");
        }

        return code == raw.SQLITE_DONE;
    }

    public void Dispose()
    {
        if (!finished)
        {
            finished = true;
            raw.sqlite3_backup_finish(handle);
            target.Dispose();
        }
    }
}

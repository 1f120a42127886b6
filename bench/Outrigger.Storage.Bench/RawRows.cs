using System.Diagnostics;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Bench;

/// <summary>The limit of writes: what SQLite itself commits into a bare table, WAL with synchronous=FULL, by one writer with nothing else to do.</summary>
internal sealed class RawRows : IDisposable
{
    private readonly string path;
    private readonly SqliteConnection connection;
    private readonly SqliteStatement insert;
    private readonly int rows;
    private readonly byte[] value;
    private long made;

    /// <summary>Makes a file in <paramref name="folder"/> for commits of so many rows of so many bytes.</summary>
    public RawRows(string folder, int rows, int bytes)
    {
        path = Path.Combine(folder, $"raw-{Guid.NewGuid():n}.db");
        File.WriteAllBytes(path, []);
        connection = SqliteConnection.Open(path, TimeSpan.FromSeconds(1), readOnly: false);
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (k TEXT PRIMARY KEY, v BLOB)");
        insert = connection.Prepare("INSERT INTO t VALUES (?1, ?2)");
        this.rows = rows;
        value = new byte[bytes];
    }

    /// <summary>Commits for a time; rows a second, and processor time of this process a row.</summary>
    public (double Rate, double Micros) Run(TimeSpan time)
    {
        var before = made;
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            connection.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < rows; i++)
            {
                insert.Bind(1, $"core/configmaps/default/k-{made++}").Bind(2, value).Run();
            }

            connection.Execute("COMMIT");
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return ((made - before) / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (made - before));
    }

    public void Dispose()
    {
        connection.Dispose();
        foreach (var file in (string[])[path, $"{path}-wal", $"{path}-shm"])
        {
            File.Delete(file);
        }
    }
}

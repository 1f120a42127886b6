using System.Diagnostics;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Bench;

/// <summary>The limit: rows of 900 bytes into a bare table, WAL with synchronous=FULL, a number of rows per commit.</summary>
internal static class RawBench
{
    public static void Run(string folder)
    {
        foreach (var rows in (int[])[1, 8, 32, 128])
        {
            var path = Path.Combine(folder, $"raw-{rows}.db");
            File.WriteAllBytes(path, []);
            using var connection = SqliteConnection.Open(path, TimeSpan.FromSeconds(1), readOnly: false);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (k TEXT PRIMARY KEY, v BLOB)");
            var insert = connection.Prepare("INSERT INTO t VALUES (?1, ?2)");
            var value = new byte[900];
            var total = 0;
            var cpu = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < 3)
            {
                connection.Execute("BEGIN IMMEDIATE");
                for (var i = 0; i < rows; i++)
                {
                    insert.Bind(1, $"core/configmaps/default/k-{total++}").Bind(2, value).Run();
                }

                connection.Execute("COMMIT");
            }

            var rate = total / Stopwatch.GetElapsedTime(start).TotalSeconds;
            cpu = Environment.CpuUsage.TotalTime - cpu;
            Console.WriteLine($"raw sqlite, {rows,3} rows a commit: {rate,8:0} rows/s, {cpu.TotalMicroseconds / total:0.0} us of processor time a row");
        }
    }
}

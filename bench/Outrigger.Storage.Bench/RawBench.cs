namespace Outrigger.Storage.Bench;

/// <summary>The limit: rows of 1 KiB into a bare table, a number of rows per commit.</summary>
internal static class RawBench
{
    public const int Bytes = 1024;

    public static void Run(string folder)
    {
        foreach (var rows in (int[])[1, 8, 32, 128])
        {
            using var raw = new RawRows(folder, rows, Bytes);
            var (rate, micros) = raw.Run(TimeSpan.FromSeconds(3));
            Console.WriteLine($"raw sqlite, {rows,3} rows a commit: {rate,8:0} rows/s, {micros:0.0} us of processor time a row");
        }
    }
}

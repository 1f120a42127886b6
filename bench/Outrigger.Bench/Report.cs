using System.Globalization;
using System.Text.Json.Nodes;

namespace Outrigger.Bench;

/// <summary>Readings as one aligned table and as JSON.</summary>
internal static class Report
{
    private static readonly string[] Columns = ["per second", "MB/s", "p50 ms", "p99 ms", "client us", "server us"];

    public static void Print(IReadOnlyList<Row> rows, BenchOptions options)
    {
        var table = new List<string[]> { Head(options) };
        table.AddRange(rows.Select(r => Cells(r, options)));
        Print(table);
        for (var i = 0; i < options.Pids.Count; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident memory of process {options.Pids[i]}: {ServerProcess.ResidentMegabytes(options.Pids[i]):0} MB"));
        }
    }

    /// <summary>The first column to the left, the others to the right; columns that are empty are left out.</summary>
    public static void Print(IReadOnlyList<string[]> table)
    {
        var widths = Enumerable.Range(0, table[0].Length).Select(c => table.Skip(1).All(r => r[c].Length == 0) ? 0 : table.Max(r => r[c].Length)).ToArray();
        foreach (var row in table)
        {
            var cells = row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])).Where((_, c) => widths[c] > 0);
            Console.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    public static JsonObject ToJson(IReadOnlyList<Row> rows, BenchOptions options) => new()
    {
        ["seconds"] = options.Time.TotalSeconds,
        ["rounds"] = options.Rounds,
        ["warmUpSeconds"] = options.WarmUp.TotalSeconds,
        ["bytes"] = options.Bytes,
        ["servers"] = new JsonArray([.. options.Kubeconfigs.Select(k => (JsonNode)k)]),
        ["rows"] = new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
        {
            ["work"] = r.Work,
            ["servers"] = new JsonArray([.. r.Servers.Select(s => (JsonNode)ToJson(s))]),
            ["limit"] = r.Limit is { } limit ? ToJson(limit) : null,
            ["sqliteRowsPerSecond"] = r.SqliteRate == 0 ? null : Math.Round(r.SqliteRate),
        })]),
    };

    private static JsonObject ToJson(Reading reading) => new()
    {
        ["requests"] = reading.Requests,
        ["expected"] = reading.Expected == 0 ? null : reading.Expected,
        ["perSecond"] = Math.Round(reading.Rate, 1),
        ["megabytesPerSecond"] = Math.Round(reading.MegabytesPerSecond, 2),
        ["p50Millis"] = Math.Round(reading.At(0.5), 3),
        ["p99Millis"] = Math.Round(reading.At(0.99), 3),
        ["clientMicrosEach"] = Math.Round(reading.ClientMicros / Math.Max(1, reading.Requests), 1),
        ["serverMicrosEach"] = reading.ServerMicros == 0 ? null : Math.Round(reading.ServerMicros / Math.Max(1, reading.Requests), 1),
    };

    private static string[] Head(BenchOptions options)
    {
        string[] limits = ["limit/s", "limit us", "of the limit", "SQLite/s", "of SQLite"];
        return options.Kubeconfigs.Count == 1
            ? ["work", .. Columns, .. limits]
            : ["work", .. Columns, .. Columns, "A/B per second", "A/B p99", .. limits];
    }

    private static string[] Cells(Row row, BenchOptions options)
    {
        var a = row.Servers[0];
        List<string> cells = [row.Work, .. row.Servers.SelectMany(Cells)];
        if (options.Kubeconfigs.Count > 1)
        {
            cells.Add(Ratio(a.Rate, row.Servers[1].Rate));
            cells.Add(Ratio(a.At(0.99), row.Servers[1].At(0.99)));
        }

        cells.AddRange(row.Limit is { } limit ? [Number(limit.Rate), Each(limit.ServerMicros, limit), Share(a.Rate, limit.Rate)] : ["", "", ""]);
        cells.AddRange(row.SqliteRate == 0 ? ["", ""] : [Number(row.SqliteRate), Share(a.Rate, row.SqliteRate)]);
        return [.. cells];
    }

    // of a watch that lost some: how many came
    private static string[] Cells(Reading reading) =>
    [
        reading.Expected > reading.Requests ? $"{Number(reading.Rate)} ({(double)reading.Requests / reading.Expected:P1})" : Number(reading.Rate),
        Number(reading.MegabytesPerSecond),
        Millis(reading.At(0.5)),
        Millis(reading.At(0.99)),
        Each(reading.ClientMicros, reading),
        Each(reading.ServerMicros, reading),
    ];

    private static string Each(double micros, Reading reading) => micros == 0 ? "" : Number(micros / Math.Max(1, reading.Requests));

    private static string Share(double a, double b) => (a / b).ToString("P0", CultureInfo.InvariantCulture);

    private static string Ratio(double a, double b) => b == 0 ? "" : (a / b).ToString("0.00×", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Millis(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

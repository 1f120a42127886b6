using System.Diagnostics;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Bench;

/// <summary>Creates of 900-byte values straight into a store, by a number of writers that each wait for their answer.</summary>
internal static class CommitBench
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(string folder)
    {
        foreach (var writers in (int[])[1, 8, 32, 128])
        {
            var path = Path.Combine(folder, $"commit-{writers}.db");
            await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, CancellationToken.None);
            await MeasureAsync(store, writers, TimeSpan.FromSeconds(1), "warm");
            var cpu = Environment.CpuUsage.TotalTime;
            var (rate, median, p99) = await MeasureAsync(store, writers, Duration, "k");
            cpu = (Environment.CpuUsage.TotalTime - cpu) / (rate * Duration.TotalSeconds);
            Console.WriteLine(
                $"sqlite store, {writers,3} writers: {rate,8:0} commits/s, median {median:0.00} ms, p99 {p99:0.00} ms, {cpu.TotalMicroseconds:0.0} us of processor time each");
        }
    }

    public static async Task<(double Rate, double Median, double P99)> MeasureAsync(IStore store, int writers, TimeSpan duration, string name)
    {
        var value = new byte[900];
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var i = 0; Stopwatch.GetElapsedTime(start) < duration; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                await store.CommitAsync([new StoreWrite($"core/configmaps/default/{name}-{w}-{i}", value, 0)], CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return times;
        })));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var sorted = all.SelectMany(t => t).Order().ToList();
        return (sorted.Count / seconds, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)]);
    }
}

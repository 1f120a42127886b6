using System.Diagnostics;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Bench;

/// <summary>Objects of about 1 KiB through the watch cache: commits, reads, memory.</summary>
internal static class CacheBench
{
    private static readonly GroupResource ConfigMaps = new("", "configmaps");
    private static readonly FactPaths Facts = new(Array.Empty<string>());
    private static readonly string Text = new('x', 700);

    public static async Task CommitsAsync(string folder)
    {
        foreach (var writers in (int[])[1, 8, 32, 128])
        {
            var options = new SqliteStoreOptions { Path = Path.Combine(folder, $"cache-{writers}.db") };
            await using var store = await SqliteStore.OpenAsync(options, CancellationToken.None);
            await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), CancellationToken.None);
            var maps = await cache.OpenAsync(ConfigMaps, Facts, CancellationToken.None);
            await CreateAsync(maps, writers, TimeSpan.FromSeconds(1), "warm");
            var cpu = Environment.CpuUsage.TotalTime;
            var created = await CreateAsync(maps, writers, TimeSpan.FromSeconds(4), "k");
            Console.WriteLine($"watch cache over sqlite, {writers,3} writers: {created / 4.0,8:0} creates/s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / created:0.0} us of processor time each");
        }
    }

    public static async Task MemoryAsync(string folder, int count)
    {
        var before = Settled();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path.Combine(folder, $"memory-{count}.db") }, CancellationToken.None);
        await using var cache = await WatchCache.StartAsync(store, new WatchCacheOptions(), CancellationToken.None);
        var maps = await cache.OpenAsync(ConfigMaps, Facts, CancellationToken.None);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) =>
        {
            var item = Make($"map-{i * 7919L % count:0000000}");
            await maps.CommitAsync(item, StoreKeys.Key(ConfigMaps, "default", item.Name), 0, null, token);
        });

        Console.WriteLine($"resident after the creates: {Environment.WorkingSet >> 20} MiB");
        var bytes = maps.Current.Range().Sum(o => (long)o.EncodeValue().Length);
        var heap = Settled() - before;
        Console.WriteLine($"{maps.Current.Count} objects of {bytes / count} bytes: managed heap {heap / (double)count:0} bytes an object, {heap / (double)bytes:0.00} of their bytes; resident {Environment.WorkingSet >> 20} MiB");
        Reads(maps, count);
        GC.KeepAlive(maps);
    }

    // By processor time, so that a busy machine does not count.
    private static void Reads(ResourceCache maps, int count)
    {
        var keys = Enumerable.Range(0, 500_000).Select(i => StoreKeys.Key(ConfigMaps, "default", $"map-{i * 104729L % count:0000000}")).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var start = Environment.CpuUsage.UserTime;
            foreach (var key in keys)
            {
                _ = maps.Get(key) ?? throw new InvalidOperationException(key);
            }

            Console.WriteLine($"get: {(Environment.CpuUsage.UserTime - start).TotalNanoseconds / keys.Length:0} ns of processor time");
            start = Environment.CpuUsage.UserTime;
            var output = new CountingWriter();
            foreach (var item in maps.Current.Range())
            {
                item.WriteTo(output, "{"u8);
            }

            var seconds = (Environment.CpuUsage.UserTime - start).TotalSeconds;
            Console.WriteLine($"list: {output.Total / seconds / 1e6:0} MB/s, {seconds * 1e9 / count:0} ns an object");
        }
    }

    private static async Task<int> CreateAsync(ResourceCache maps, int writers, TimeSpan duration, string name)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var i = 0;
            for (; Stopwatch.GetElapsedTime(start) < duration; i++)
            {
                var item = Make($"{name}-{w}-{i}");
                await maps.CommitAsync(item, StoreKeys.Key(ConfigMaps, "default", item.Name), 0, null, CancellationToken.None);
            }

            return i;
        })));
        return counts.Sum();
    }

    private static StoredObject Make(string name) => StoredObject.Create(
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "default",
                ["uid"] = Guid.NewGuid().ToString(),
                ["creationTimestamp"] = "2026-01-01T00:00:00Z",
                ["labels"] = new JsonObject { ["app"] = "bench", ["tier"] = "front" },
            },
            ["data"] = new JsonObject { ["text"] = Text },
        },
        Facts);

    private static long Settled()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

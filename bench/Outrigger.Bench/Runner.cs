using System.Security.Cryptography;
using Outrigger.Storage.Bench;

namespace Outrigger.Bench;

/// <summary>Runs every measurement on the servers and on what limits them.</summary>
internal sealed class Runner(BenchOptions options)
{
    private const int Listers = 4;
    private const int Fillers = 32;
    private const int Owned = 256;
    private const long Stride = 104_729;
    private readonly string run = RandomNumberGenerator.GetHexString(6, lowercase: true);
    private readonly List<Row> rows = [];
    private int made;

    public async Task<IReadOnlyList<Row>> RunAsync()
    {
        foreach (var http in options.Http)
        {
            var targets = new List<Target>();
            foreach (var file in options.Kubeconfigs)
            {
                targets.Add(await Target.OfAsync(file, http, options.PidsOf(targets.Count)));
            }

            foreach (var size in options.Objects)
            {
                await RunAsync(targets, http, size);
            }

            targets.ForEach(t => t.Dispose());
        }

        return rows;
    }

    private async Task RunAsync(List<Target> targets, string http, int size)
    {
        var ns = $"bench-{run}-{http.Replace('.', '-')}-{size}";
        var maps = new ConfigMaps(ns, options.Bytes);
        foreach (var target in targets)
        {
            using var client = await target.ConnectAsync();
            await maps.EnsureNamespaceAsync(client);
            using var fill = new Load(target, Fillers, (_, i) => i < size ? maps.Create($"map-{i}") : i < size + Owned ? maps.Create($"own-{i - size}") : null);
            await fill.RunAsync(TimeSpan.FromHours(1));
        }

        foreach (var work in options.Work)
        {
            await RunAsync(targets, maps, work, $"{work.ToUpperInvariant()}, HTTP/{http}, {size:#,0} objects", size);
        }

        foreach (var target in targets)
        {
            using var client = await target.ConnectAsync();
            await maps.DeleteNamespaceAsync(client);
        }
    }

    private async Task RunAsync(List<Target> targets, ConfigMaps maps, string work, string what, int size)
    {
        if (work is "watch")
        {
            what = $"{what}, {options.Watchers:#,0} watchers, {options.Rate} writes/s";
            var loads = targets.ConvertAll(t => new WatchLoad(t, maps, options));
            await MeasureAsync(what, loads.ConvertAll(l => (Func<TimeSpan, Task<Reading>>)l.RunAsync), null, null);
            loads.ForEach(l => l.Dispose());
            return;
        }

        foreach (var lanes in work is "list" ? [Listers] : options.Connections)
        {
            var (loads, subjects) = Loads(targets, maps, work, lanes, size);
            using var limit = await LimitAsync(targets[0], maps, work, lanes);
            using var sqlite = work is "create" && options.Sqlite.Length > 0 ? new RawRows(options.Sqlite, 32, RawBench.Bytes) : null;
            await MeasureAsync($"{what}, {lanes} at a time", subjects, limit, sqlite);
            loads.ForEach(l => l.Dispose());
        }
    }

    private (List<IDisposable> Loads, List<Func<TimeSpan, Task<Reading>>> Subjects) Loads(
        List<Target> targets, ConfigMaps maps, string work, int lanes, int size)
    {
        var batch = made++;
        if (work is "delete")
        {
            var deletes = targets.ConvertAll(t => new DeleteLoad(t, maps, lanes, $"gone-{batch}"));
            return ([.. deletes], deletes.ConvertAll(l => (Func<TimeSpan, Task<Reading>>)l.RunAsync));
        }

        if (lanes > Owned && work is "update" or "patch" or "apply")
        {
            throw new ArgumentException($"at most {Owned} writers of existing objects");
        }

        // writers of existing objects have one each, so that they never conflict; readers go all over the store
        var loads = targets.ConvertAll(t => new Load(t, lanes, (lane, i) => work switch
        {
            "get" => maps.Get($"map-{i * Stride % size}"),
            "list" => maps.List(),
            "create" => maps.Create($"made-{batch}-{i}"),
            "update" => maps.Update($"own-{lane}", i),
            "patch" => maps.Patch($"own-{lane}", "value", $"{i}"),
            "apply" => maps.Apply($"own-{lane}", i),
            "aggregated" => new Request("GET", options.Aggregated),
            _ => throw new ArgumentException($"unknown work: {work}"),
        }));
        return ([.. loads], loads.ConvertAll(l => (Func<TimeSpan, Task<Reading>>)l.RunAsync));
    }

    // What no server of its kind can be faster than: the answer's bytes out of a bare endpoint, or the aggregated server itself.
    private async Task<Limit?> LimitAsync(Target target, ConfigMaps maps, string work, int lanes)
    {
        using var client = await target.ConnectAsync();
        return work switch
        {
            "get" => await Limit.BareAsync(target.Http, await LengthAsync(maps.Get("map-0")), lanes, null),
            "list" => await Limit.BareAsync(target.Http, await LengthAsync(maps.List()), lanes, null),
            "create" => await Limit.BareAsync(target.Http, await LengthAsync(maps.Get("map-0")), lanes, maps.Create("map").Body),
            "aggregated" when options.Direct is { } direct => Limit.Of(target.At(direct), new Request("GET", direct.PathAndQuery), lanes),
            _ => null,
        };

        async Task<int> LengthAsync(Request request) => (int)await client.SendAsync(request, CancellationToken.None);
    }

    // All warm up, then all run a part in turn, so that what else the machine does meets them alike.
    private async Task MeasureAsync(string what, List<Func<TimeSpan, Task<Reading>>> servers, Limit? limit, RawRows? sqlite)
    {
        await Console.Error.WriteLineAsync(what);
        var subjects = limit is null ? servers : [.. servers, limit.RunAsync];
        foreach (var subject in subjects)
        {
            await subject(options.WarmUp);
        }

        var parts = subjects.ConvertAll(_ => new List<Reading>());
        var rates = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                parts[i].Add(await subjects[i](options.Time / options.Rounds));
            }

            rates.Add(sqlite?.Run(options.Time / options.Rounds).Rate ?? 0);
        }

        var readings = parts.ConvertAll(Reading.Sum);
        rows.Add(new Row(what, readings[..servers.Count], limit is null ? null : readings[^1], rates.Average()));
    }
}

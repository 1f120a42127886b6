using System.Security.Cryptography;

namespace Outrigger.Bench;

/// <summary>Runs every measurement on one server after the other, and on the bare endpoint.</summary>
internal sealed class Runner(BenchOptions options)
{
    private const int Listers = 4;
    private readonly string run = RandomNumberGenerator.GetHexString(6, lowercase: true);
    private readonly List<Row> rows = [];
    private int made;

    public async Task<IReadOnlyList<Row>> RunAsync()
    {
        foreach (var http in options.Http)
        {
            var targets = options.Kubeconfigs
                .Select((file, i) => Target.Of(file, http, i < options.Pids.Count ? options.Pids[i] : 0)).ToList();
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
        var servers = targets.ConvertAll(t => (Target: t, Maps: new ConfigMaps(t, ns, options.Bytes)));
        foreach (var (target, maps) in servers)
        {
            await maps.EnsureNamespaceAsync();
            await Load.RunAsync(target, (_, i) => i < size ? maps.Create($"map-{i}") : null, 32, TimeSpan.FromHours(1));
            await Load.RunAsync(target, (lane, i) => i < 64 ? maps.Create($"own-{i}") : null, 32, TimeSpan.FromHours(1));
        }

        var length = await servers[0].Maps.LengthAsync(servers[0].Maps.Get("map-0"));
        foreach (var work in options.Work)
        {
            var what = $"{work.ToUpperInvariant()}, HTTP/{http}, {size:#,0} objects";
            if (work is "watch")
            {
                await MeasureAsync($"{what}, {options.Watchers:#,0} watchers, {options.Rate} writes/s", servers, s => new WatchLoad(s.Target, s.Maps, options).RunAsync());
            }
            else if (work is "list")
            {
                var total = await servers[0].Maps.LengthAsync(servers[0].Maps.List());
                await MeasureAsync($"{what}, {total / 1e6:0.0} MB, {Listers} at a time", servers, s => LoadAsync(s.Target, (_, _) => s.Maps.List(), Listers), total);
            }
            else
            {
                foreach (var lanes in options.Connections)
                {
                    var batch = made++;
                    await MeasureAsync($"{what}, {lanes} at a time", servers, s => LoadAsync(s, work, lanes, batch), work is "get" or "create" ? length : 0, lanes);
                }
            }
        }

        foreach (var (_, maps) in servers)
        {
            await maps.DeleteNamespaceAsync();
        }
    }

    private async Task<Reading> LoadAsync((Target Target, ConfigMaps Maps) server, string work, int lanes, int batch)
    {
        var (target, maps) = server;
        if (work is "delete")
        {
            var count = 0L;
            await Load.RunAsync(target, (_, i) => maps.Create($"gone-{batch}-{Interlocked.Increment(ref count)}"), 32, options.Time);
            return await LoadAsync(target, (_, i) => i < count ? maps.Delete($"gone-{batch}-{i + 1}") : null, lanes);
        }

        return await LoadAsync(
            target,
            (lane, i) => work switch
            {
                "get" => maps.Get("map-0"),
                "create" => maps.Create($"made-{batch}-{i}"),
                "update" => maps.Update($"own-{lane}", i),
                "patch" => maps.Patch($"own-{lane}", "value", $"{i}"),
                "apply" => maps.Apply($"own-{lane}", i),
                "aggregated" => target.Request(HttpMethod.Get, options.Aggregated),
                _ => throw new ArgumentException($"unknown work: {work}"),
            },
            lanes);
    }

    private Task<Reading> LoadAsync(Target target, Func<int, long, HttpRequestMessage?> make, int lanes) =>
        Load.RunAsync(target, make, lanes, options.Time);

    private async Task MeasureAsync(
        string what,
        List<(Target Target, ConfigMaps Maps)> servers,
        Func<(Target Target, ConfigMaps Maps), Task<Reading>> measure,
        int bareBytes = 0,
        int lanes = Listers)
    {
        await Console.Error.WriteLineAsync(what);
        var readings = new List<Reading>();
        foreach (var server in servers)
        {
            readings.Add(await measure(server));
        }

        rows.Add(new Row(what, readings, bareBytes == 0 ? null : await BareAsync(servers[0].Target.Http, bareBytes, lanes, what.StartsWith("CREATE", StringComparison.Ordinal))));
    }

    private async Task<Reading> BareAsync(string http, int bytes, int lanes, bool posts)
    {
        using var bare = await BareProcess.StartAsync(bytes);
        using var target = Target.Of(bare, http);
        var body = posts ? new string('b', options.Bytes + 150) : null;
        return await LoadAsync(target, (_, _) => target.Request(posts ? HttpMethod.Post : HttpMethod.Get, "/", body), lanes);
    }
}

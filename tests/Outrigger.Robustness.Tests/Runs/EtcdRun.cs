using Outrigger.Robustness.Tests.Faults;
using Outrigger.Robustness.Tests.Serving;
using Outrigger.Robustness.Tests.Workloads;
using Outrigger.Storage.Etcd;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>Two servers over an etcd of three members; clients take either for each request.</summary>
internal sealed class EtcdRun : IAsyncDisposable
{
    private static readonly string[] Steps = ["Commit", "Publish", "Answer", "Compact"];
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Struck = TimeSpan.FromSeconds(2);
    private readonly SortedDictionary<string, int> faults = new(StringComparer.Ordinal);
    private readonly List<SlowProxy> proxies = [];
    private readonly List<ServerProcess> servers = [];
    private EtcdCluster? etcd;
    private Load? load;
    private long stored = 1;

    public async Task<RunReport> RunAsync(int rounds)
    {
        etcd = await EtcdCluster.StartAsync(3);
        proxies.AddRange(etcd.Urls.Select(u => new SlowProxy(u)));
        for (var i = 0; i < 2; i++)
        {
            servers.Add(new ServerProcess(new ServerSettings { Etcd = [.. proxies.Select(p => p.Url)] }));
            await servers[i].StartAsync();
        }

        load = new Load(servers);
        await load.ProgressAsync(100);
        for (var round = 0; round < rounds; round++)
        {
            await ServersAsync(load, round);
            await MembersAsync(etcd, load);
            await ReadStoreAsync(etcd, load);
        }

        await load.StopAsync();
        await ReadStoreAsync(etcd, load);
        return RunReport.Of(load, faults);
    }

    public async ValueTask DisposeAsync()
    {
        if (load is not null)
        {
            await load.DisposeAsync();
        }

        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        etcd?.Dispose();
    }

    private async Task ServersAsync(Load under, int round)
    {
        for (var i = 0; i < Steps.Length; i++)
        {
            var struck = servers[(round + i) % 2];
            await struck.TellAsync($"die {Steps[i]} {1 + Random.Shared.Next(Steps[i] == "Compact" ? 2 : 60)}");
            Count(await struck.DiesAsync(DeathLimit) ? $"kill at {Steps[i]}" : "kill");
            await under.ProgressAsync(30);
            await struck.StartAsync();
            under.RenewKeys();
            await under.ProgressAsync(30);
        }

        servers[0].Pause();
        await LastAsync();
        servers[0].Resume();
        Count("pause");
        await under.ProgressAsync(30);
    }

    private async Task MembersAsync(EtcdCluster cluster, Load under)
    {
        under.RenewKeys();
        var leader = await cluster.LeaderAsync();
        leader.Kill();
        Count("leader killed");
        await under.ProgressAsync(30);
        leader.Start();
        await cluster.HealthyAsync();

        under.RenewKeys();
        proxies.ForEach(p => p.Delay = TimeSpan.FromMilliseconds(300));
        Count("etcd slow");
        await under.ProgressAsync(5);
        proxies.ForEach(p => p.Delay = TimeSpan.Zero);
        await under.ProgressAsync(30);

        under.RenewKeys();
        foreach (var member in cluster.Members)
        {
            member.Pause();
        }

        await LastAsync();
        foreach (var member in cluster.Members)
        {
            member.Resume();
        }

        Count("etcd down");
        await under.ProgressAsync(30);
    }

    private async Task ReadStoreAsync(EtcdCluster cluster, Load under)
    {
        await using var store = await EtcdStore.OpenAsync(new EtcdStoreOptions { Servers = cluster.Urls }, CancellationToken.None);
        var history = await StoreReader.ReadAsync(store, stored);
        stored = history.Through;
        under.Evidence.Stored.Add(history);
    }

    private static Task LastAsync() => Task.Delay(Struck, TimeProvider.System);

    private void Count(string fault) => faults[fault] = faults.GetValueOrDefault(fault) + 1;
}

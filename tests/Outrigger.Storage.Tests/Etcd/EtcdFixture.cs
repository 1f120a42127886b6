using Outrigger.Storage.Etcd;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>One etcd for the tests of a class; each store gets a prefix of its own.</summary>
public sealed class EtcdFixture : IAsyncLifetime
{
    private int stores;

    public EtcdCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await EtcdCluster.StartAsync();

    public ValueTask DisposeAsync()
    {
        Cluster.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Options with a prefix that nobody used.</summary>
    public EtcdStoreOptions Options() => new() { Servers = Cluster.Urls, Prefix = $"/test{Interlocked.Increment(ref stores)}" };

    public Task<EtcdStore> OpenAsync() => EtcdStore.OpenAsync(Options(), CancellationToken.None);
}

using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>The recipe's servers, the Widget server over etcd.</summary>
public sealed class WidgetsInEtcd : Cluster
{
    public EtcdCluster Etcd { get; private set; } = null!;

    protected override IReadOnlyList<string> WidgetFlags => [$"--etcd-servers={string.Join(',', Etcd.Urls)}"];

    public override async ValueTask InitializeAsync()
    {
        Etcd = await EtcdCluster.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Etcd.Dispose();
    }
}

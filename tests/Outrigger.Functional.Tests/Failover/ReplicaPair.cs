using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.Failover;

/// <summary>Two replicas of the Widget server on one etcd, behind one Service.</summary>
public sealed class ReplicaPair : Cluster
{
    private readonly WidgetServer?[] replicas = new WidgetServer?[2];
    private EtcdCluster? etcd;

    protected override IReadOnlyList<string> WidgetFlags => [$"--etcd-servers={etcd!.Urls[0]}"];

    public override async ValueTask InitializeAsync()
    {
        etcd = await EtcdCluster.StartAsync();
        await base.InitializeAsync();
        replicas[0] = WidgetServer;
        await StartAsync(1, FreePorts.Take(1)[0]);
        var slices = new ResourcePath(new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"), DemoNames.Namespace);
        var second = (JsonObject)(await Client.GetAsync(slices.Named(DemoNames.Server), CancellationToken.None)).DeepClone();
        second["metadata"] = new JsonObject
        {
            ["name"] = $"{DemoNames.Server}-2",
            ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = DemoNames.Server },
        };
        second["ports"]![0]!["port"] = replicas[1]!.Port;
        await Client.CreateAsync(slices, second, CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas.OfType<WidgetServer>())
        {
            await replica.DisposeAsync();
        }

        await base.DisposeAsync();
        etcd?.Dispose();
    }

    internal ChildProcess Process(int replica) => replicas[replica]!.Process;

    /// <summary>Starts a replica that has ended again.</summary>
    internal Task StartAgainAsync(int replica) => StartAsync(replica, replicas[replica]!.Port);

    private async Task StartAsync(int replica, int port) =>
        replicas[replica] = await WidgetServer.StartAsync(Folder, port, TimeProvider.System, CancellationToken.None);
}

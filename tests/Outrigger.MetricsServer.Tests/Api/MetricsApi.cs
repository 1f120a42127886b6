using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Api;

/// <summary>A cluster of two good nodes that the tests of the API only look at.</summary>
public sealed class MetricsApi : IAsyncLifetime
{
    internal MetricsCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await MetricsCluster.StartAsync();
        await Cluster.AddNodeAsync("alpha", new KubeletPage(0.25, 256L << 20)
            .With("default", "web", "app", 0.1, 100 << 20)
            .With("default", "web", "sidecar", 0.05, 10 << 20)
            .With("default", "partial", "app", 0.1, 100 << 20)
            .With("default", "partial", "broken", 0.1, 0)
            .With("default", "done", "app", 0.1, 100 << 20));
        await Cluster.AddNodeAsync("beta", new KubeletPage(1.5, 1L << 30)
            .With("default", "db", "app", 1, 512 << 20)
            .With("kube-system", "dns", "app", 0.01, 20 << 20)
            .With("default", "unknown", "app", 0.01, 20 << 20));
        await Cluster.RegisterAsync("gone", 1);
        foreach (var (ns, pod) in new[] { ("default", "web"), ("default", "partial"), ("default", "db"), ("kube-system", "dns") })
        {
            await Cluster.AddPodAsync(ns, pod);
        }

        await Cluster.AddPodAsync("default", "done", "Succeeded");
        await Cluster.StartServerAsync();
        await Cluster.HasFiguresAsync("alpha");
        await Cluster.HasFiguresAsync("beta");
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

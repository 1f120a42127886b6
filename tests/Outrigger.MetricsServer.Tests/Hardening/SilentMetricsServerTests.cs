using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Hardening;

/// <summary>A metrics server that takes connections and never answers: nothing else is slower or broken for it.</summary>
public sealed class SilentMetricsServerTests
{
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "other");
    private static readonly ResourcePath Namespaces = new(new GroupVersionResource("", "v1", "namespaces"));
    private static readonly ResourcePath ApiServices = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_ElseWhileTheMetricsServerHangs_Works()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        await cluster.AddNodeAsync("alpha", new KubeletPage(0.25, 256L << 20));
        await cluster.StartServerAsync();
        await cluster.HasFiguresAsync("alpha");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await cluster.PublishAsync(((IPEndPoint)silent.LocalEndpoint).Port);

        await WorksAsync(cluster, "before it is noticed");
        await Eventually.TrueAsync(
            async () => (await cluster.Server.Client.GetAsync(ApiServices.Named("v1beta1.metrics.k8s.io"), Token)).ToJsonString().Contains("\"status\":\"False\"", StringComparison.Ordinal),
            "the metrics server to be unavailable",
            MetricsCluster.Patience);
        await WorksAsync(cluster, "after it is noticed");
        (await cluster.FindAsync("nodes/alpha")).ShouldBeNull("503 at once");
    }

    // What waited for the metrics server would wait for at least 5 s at each of these.
    private static async Task WorksAsync(MetricsCluster cluster, string when)
    {
        var client = cluster.Server.Client;
        var begun = TimeProvider.System.GetTimestamp();
        await client.CreateAsync(Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "other" } }, Token);
        for (var i = 0; i < 5; i++)
        {
            await client.CreateAsync(ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"map-{i}" } }, Token);
            (await client.ListAsync(ConfigMaps, null, Token))["items"]!.AsArray().Count.ShouldBe(i + 1);
            (await client.SendAsync(HttpMethod.Get, "/apis", null, Token)).ToJsonString().ShouldContain("metrics.k8s.io");
            (await client.GetTextAsync("/openapi/v3", Token)).ShouldContain("apis/apps/v1");
        }

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(20), when);

        // what has metrics in it, but nothing that could be deleted, holds no namespace
        await client.DeleteAsync(Namespaces.Named("other"), null, Token);
        await Eventually.TrueAsync(async () => await client.FindAsync(Namespaces.Named("other"), Token) is null, $"the namespace to go {when}", MetricsCluster.Patience);
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit.Http2;

namespace Outrigger.Functional.Tests.Load;

/// <summary>
/// A hundred thousand HTTP/2 requests that are reset at once, by their client or because they must be, against a server of its own process:
/// each connection is cut, and an ordinary user waits hardly longer than before (T-37, T-38). No other test runs meanwhile, which he would wait for as well.
/// </summary>
[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
[Collection(nameof(FloodTests))]
public sealed class FloodTests(OwnCluster cluster) : IClassFixture<OwnCluster>
{
    private const int Rounds = 3;
    private const int Samples = 300;
    private const int Requests = 100_000;

    // what the server allows in ten seconds
    private const int MostOfConnection = 1000;
    private const string User = "modest";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // a thousand requests take as long, so that the client of the flood is not what others wait for
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMilliseconds(50);
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    [Theory]
    [Trait("category", "full")]
    [InlineData("reset")]
    [InlineData("window overflow")]
    [InlineData("data on half-closed")]
    public async Task Flood_OfAHundredThousandRequests_IsCutAndOthersHardlyWait(string kind)
    {
        var config = Kubeconfig.Load(cluster.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System);
        await AllowAsync();
        var modest = config with { Impersonate = new Impersonation(User, "", ["system:authenticated"], new Dictionary<string, IReadOnlyList<string>>()) };
        using var client = new KubernetesClient(modest, TimeProvider.System);
        await WaitsAsync(client, Task.CompletedTask);
        var (quiet, flooded) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            quiet.Add(await WaitsAsync(client, Task.CompletedTask));
            flooded.Add(await WaitsAsync(client, AttackAsync(config, kind, Requests / Rounds)));
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: p99 {quiet[^1].TotalMilliseconds:0.0} ms, with the flood {flooded[^1].TotalMilliseconds:0.0} ms");
        }

        // the median of the rounds
        var before = quiet.Order().ElementAt(Rounds / 2);
        flooded.Order().ElementAt(Rounds / 2).ShouldBeLessThanOrEqualTo(2 * before > Unnoticed ? 2 * before : Unnoticed);
    }

    /// <summary>An administrator's connections, whom no limit of requests holds up; each goes on until it is cut.</summary>
    private static async Task AttackAsync(ClientConfig config, string kind, int requests)
    {
        var flood = new Flood("/api/v1/namespaces/default/configmaps");
        var certificate = config.ClientCertificate![0];
        for (var sent = 0; sent < requests;)
        {
            var start = TimeProvider.System.GetTimestamp();
            await using var greedy = await RawHttp2.ConnectAsync(config.Server.Port, certificate: certificate);
            var own = await greedy.PacedFloodAsync(2 * MostOfConnection, i => flood.Frames(kind, i));
            own.ShouldBeLessThanOrEqualTo(MostOfConnection, "requests of one connection");
            sent += own + RawHttp2.PacedTogether;
            var rest = (Pace * own / MostOfConnection) - TimeProvider.System.GetElapsedTime(start);
            await Task.Delay(rest > Pause ? rest : Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The 99th percentile of how long a list takes, until something is over and there are enough of them.</summary>
    private static async Task<TimeSpan> WaitsAsync(KubernetesClient client, Task over)
    {
        var waits = new List<TimeSpan>();
        while (waits.Count < Samples || !over.IsCompleted)
        {
            var start = TimeProvider.System.GetTimestamp();
            await client.ListAsync(ConfigMaps, null, CancellationToken.None);
            waits.Add(TimeProvider.System.GetElapsedTime(start));
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        await over;
        waits.Sort();
        return waits[waits.Count * 99 / 100];
    }

    private async Task AllowAsync()
    {
        var bindings = new ResourcePath(new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterrolebindings"));
        if (await cluster.Client.FindAsync(bindings.Named(User), CancellationToken.None) is null)
        {
            await cluster.Client.CreateAsync(
                bindings,
                new JsonObject
                {
                    ["apiVersion"] = "rbac.authorization.k8s.io/v1",
                    ["kind"] = "ClusterRoleBinding",
                    ["metadata"] = new JsonObject { ["name"] = User },
                    ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "view" },
                    ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "User", ["name"] = User }),
                },
                CancellationToken.None);
        }
    }
}

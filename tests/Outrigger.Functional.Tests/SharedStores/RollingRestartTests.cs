using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>T-85: two servers of one store are restarted in turn; who asks the other one when one does not answer sees no failure.</summary>
public sealed class RollingRestartTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private const int MostTries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly ResourcePath Maps = new(new GroupVersionResource("", "v1", "configmaps"), "default");
    private readonly Dictionary<string, KubernetesClient> servers = [];
    private int written;

    [Fact]
    public Task Restart_OfEachInTurn_FailsNoIdempotentRequest() => RunAsync(rounds: 1);

    [Fact]
    [Trait("category", "full")]
    public Task Restart_ManyTimes_FailsNoIdempotentRequest() => RunAsync(rounds: 60);

    private async Task RunAsync(int rounds)
    {
        Know("a");
        Know("b");
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(stop.Token);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in (string[])["a", "b"])
            {
                var before = Volatile.Read(ref written);
                await pair.RestartAsync(name);
                Know(name);
                await Eventually.TrueAsync(() => writing.IsCompleted || Volatile.Read(ref written) > before + 5, $"writes after the restart of {name}");
            }
        }

        await stop.CancelAsync();
        await writing;
        foreach (var client in servers.Values)
        {
            Value(await client.GetAsync(Maps.Named("rolling"), CancellationToken.None)).ShouldBe(written, "what was acknowledged last");
        }
    }

    private void Know(string name)
    {
        lock (servers)
        {
            servers[name] = pair.Client(name);
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var next = written + 1;
            var map = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = "rolling" },
                ["data"] = new JsonObject { ["n"] = next.ToString(CultureInfo.InvariantCulture) },
            };
            await AskAsync(client => client.PatchAsync(Maps.Named("rolling"), PatchType.Apply, map, CancellationToken.None, "rolling"));
            Value(await AskAsync(client => client.GetAsync(Maps.Named("rolling"), CancellationToken.None))).ShouldBe(next);
            Volatile.Write(ref written, next);
        }
    }

    private async Task<JsonObject> AskAsync(Func<KubernetesClient, Task<JsonObject>> request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request(Server(attempt));
            }
            catch (Exception e) when (attempt < MostTries && e is HttpRequestException or TimeoutException or StatusException { Status.Code: 429 or >= 500 })
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private KubernetesClient Server(int attempt)
    {
        lock (servers)
        {
            return servers[attempt % 2 == 0 ? "a" : "b"];
        }
    }

    private static int Value(JsonObject map) => int.Parse(JsonNodes.GetString(map, "data", "n")!, CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.LocalNode;
using Outrigger.Cli.Options;
using Outrigger.Cli.Tests.Stores;
using Outrigger.Client.Rest;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.LocalNode;

public sealed class LocalNodeStopTests
{
    private static readonly ResourcePath Node =
        new(new GroupVersionResource("", "v1", "nodes"), Name: LocalNodeServer.NameOf(Environment.MachineName));

    private static readonly ResourcePath Pods = new(new GroupVersionResource("", "v1", "pods"), NodeObjects.PodNamespace);

    [Fact]
    public async Task Stop_OfTheServer_LeavesANodeThatNobodyKnowsOf()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await RunningServer.StartAsync(new UpOptions { DataDirectory = folder["data"], LocalNode = true }))
        {
            Ready(await server.Client.GetAsync(Node, CancellationToken.None)).ShouldBe("True");
            await Eventually.TrueAsync(async () => await CountAsync(server) == 1, "the server's own pod", TimeSpan.FromSeconds(60));
        }

        await using var again = await RunningServer.StartAsync(folder["data"]);
        Ready(await again.Client.GetAsync(Node, CancellationToken.None)).ShouldBe("Unknown");
        (await CountAsync(again)).ShouldBe(0);
    }

    [Fact]
    public async Task Stop_OfTheServer_KeepsTheNodeWhileLoadBalancersSendElsewhere()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new UpOptions { DataDirectory = folder["data"], LocalNode = true, Settings = [new("shutdown-delay-duration", "5s")] };
        await using var server = await RunningServer.StartAsync(options, clock);
        var stopping = server.StopAsync();
        try
        {
            await Eventually.TrueAsync(async () => !await IsReadyAsync(server), "a red /readyz");
            Ready(await server.Client.GetAsync(Node, CancellationToken.None)).ShouldBe("True");
        }
        finally
        {
            await Eventually.TrueAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                    return stopping.IsCompleted;
                },
                "the end");
        }
    }

    private static async Task<bool> IsReadyAsync(RunningServer server)
    {
        try
        {
            return await server.Client.GetTextAsync("/readyz", CancellationToken.None) is "ok";
        }
        catch (StatusException)
        {
            return false;
        }
    }

    private static async Task<int> CountAsync(RunningServer server) =>
        (await server.Client.ListAsync(Pods, null, CancellationToken.None))["items"]!.AsArray().Count;

    private static string? Ready(JsonObject node) => (string?)node["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Ready")!["status"];
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Server.Reconciling;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Reconciling;

public sealed class ReconcilerLoopTests
{
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    [Fact]
    public async Task Reconcile_AnotherObjectIsMissing_IsLoggedAndTriedAgain()
    {
        var turns = new ConcurrentQueue<string>();
        var log = await RunAsync(
            async (client, token) =>
            {
                turns.Enqueue("");
                await client.GetAsync(ConfigMaps with { Name = "settings" }, token);
            },
            () => turns.Count >= 2);

        log.Text.ShouldContain("default/w: reconciling failed and is tried again in 00:00:00.1000000: configmaps \"settings\" not found");
    }

    [Fact]
    public async Task Reconcile_AnotherObjectIsThere_IsLoggedAndTriedAgain()
    {
        var turns = new ConcurrentQueue<string>();
        var log = await RunAsync(
            async (client, token) =>
            {
                turns.Enqueue("");
                for (var i = 0; i < 2; i++)
                {
                    var child = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "w" } };
                    await client.CreateAsync(ConfigMaps, child, token);
                }
            },
            () => turns.Count >= 2);

        log.Text.ShouldContain("reconciling failed and is tried again in 00:00:00.1000000: configmaps \"w\" already exists");
    }

    [Fact]
    public async Task Reconcile_ObjectHasChanged_TakesTheNewerOneWithoutAWord()
    {
        var seen = new ConcurrentQueue<string>();
        var log = await RunAsync(
            async (client, obj, resources, token) =>
            {
                seen.Enqueue((string)obj["spec"]!["image"]!);
                if (seen.Count == 1)
                {
                    var path = new ResourcePath(TestKinds.Widget("v1").Resource, "default", "w");
                    var newer = await client.GetAsync(path, token);
                    newer["spec"]!["image"] = "newer";
                    await client.ReplaceAsync(path, newer, token);
                    await resources.UpdateAsync(obj, token);
                }
            },
            () => seen.Count >= 2);

        seen.ShouldBe(["i", "newer"]);
        log.Text.ShouldNotContain("reconciling failed");
    }

    private static Task<CapturingLog> RunAsync(Func<KubernetesClient, CancellationToken, Task> turn, Func<bool> isDone) =>
        RunAsync((client, _, _, token) => turn(client, token), isDone);

    private static async Task<CapturingLog> RunAsync(
        Func<KubernetesClient, JsonObject, ResourceClient<JsonObject>, CancellationToken, Task> turn, Func<bool> isDone)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateWidgetAsync("w");
        using var client = new KubernetesClient(
            server.Server.CreateInProcessHandler(new UserInfo("admin", [UserInfo.MastersGroup])), new Uri("https://localhost"), TimeProvider.System);
        var log = new CapturingLog();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestServer.Token);
        var loop = new ReconcilerLoop<JsonObject>(new Turns(client, turn), client, TestKinds.Widget("v1"), TimeProvider.System, log);
        var running = loop.RunAsync(stop.Token);

        await Eventually.TrueAsync(isDone, "it was called often enough");

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        return log;
    }

    private sealed class Turns(
        KubernetesClient client, Func<KubernetesClient, JsonObject, ResourceClient<JsonObject>, CancellationToken, Task> turn) : Reconciler<JsonObject>
    {
        public override Task ReconcileAsync(JsonObject obj, ResourceClient<JsonObject> resources, CancellationToken cancellationToken) =>
            turn(client, obj, resources, cancellationToken);
    }
}

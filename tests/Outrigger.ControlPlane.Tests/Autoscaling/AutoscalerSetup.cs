using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

/// <summary>A running autoscaler over a control plane in memory, on a clock of the test's own.</summary>
internal sealed class AutoscalerSetup : IAsyncDisposable
{
    public const string Autoscalers = "horizontalpodautoscalers.autoscaling@v2";

    private readonly CancellationTokenSource stop = new();
    private KubernetesClient? client;
    private Task running = Task.CompletedTask;

    public FakeTimeProvider Clock { get; } = new();

    public FakeMetricsApi Api { get; } = new();

    public EveryLog Log { get; } = new();

    public TestCluster Cluster { get; private set; } = null!;

    /// <summary>Whether the server leads.</summary>
    public bool Leads { get; set; } = true;

    public static async Task<AutoscalerSetup> StartAsync(AutoscalerOptions? options = null)
    {
        var setup = new AutoscalerSetup();
        setup.Cluster = await TestCluster.StartAsync(clock: setup.Clock);
        setup.client = setup.Api.Client();
        var objects = new LocalObjects(setup.Cluster.Catalog, setup.Clock, AutoscalerController.Manager);
        var parts = new AutoscalerParts(setup.Cluster.Catalog, setup.client, () => setup.Leads);
        var controller = new AutoscalerController(objects, parts, options ?? new AutoscalerOptions(), setup.Clock, setup.Log);
        setup.running = controller.RunAsync(setup.stop.Token);
        return setup;
    }

    /// <summary>A pod of the target that runs since an hour and is ready; requests 1 CPU.</summary>
    public async Task PodAsync(string name, string phase = "Running", string ready = "True")
    {
        var pod = $$"""{"metadata":{"name":"{{name}}","labels":{"app":"web"} },"spec":{"containers":[{"name":"main","image":"i","resources":{"requests":{"cpu":"1","memory":"40Mi"} } }]} }""";
        await Cluster.CreateAsync("pods", pod, "default");
        var started = KubernetesTime.Format(Clock.GetUtcNow() - TimeSpan.FromHours(1));
        await Cluster.UpdateStatusAsync(
            "pods",
            name,
            p => p["status"] = JsonNode.Parse(
                $$"""{"phase":"{{phase}}","startTime":"{{started}}","conditions":[{"type":"Ready","status":"{{ready}}","lastTransitionTime":"{{started}}"}]}"""),
            "default");
    }

    public Task CreateAsync(string name, string rest, string target = """{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}""") =>
        Cluster.CreateAsync(Autoscalers, $$"""{"metadata":{"name":"{{name}}"},"spec":{"scaleTargetRef":{{target}},{{rest}} } }""", "default");

    /// <summary>Waits until a condition of the autoscaler has a reason; time goes on meanwhile.</summary>
    public Task ReasonAsync(string type, string reason, string name = "web") =>
        Cluster.EventuallyAsync(async () => Reason(await StatusAsync(name), type) == reason, $"{type} with {reason}");

    public async Task<JsonObject> StatusAsync(string name = "web") =>
        JsonNodes.GetObject(await Cluster.GetAsync(Autoscalers, name, "default"), "status") ?? [];

    public static string? Reason(JsonObject status, string type) => JsonNodes.GetString(Condition(status, type), "reason");

    public static JsonObject? Condition(JsonObject status, string type) =>
        JsonNodes.GetArray(status, "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);

    /// <summary>The messages of events of a reason.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string reason) =>
        [.. (await Cluster.ListAsync("events", "default")).Where(e => JsonNodes.GetString(e, "reason") == reason).Select(e => JsonNodes.GetString(e, "message")!)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client?.Dispose();
        await Cluster.DisposeAsync();
        stop.Dispose();
        Log.Dispose();
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Workloads;

/// <summary>A cluster with the controllers of workloads, in which a test plays the kubelet: it makes pods ready.</summary>
internal sealed class WorkloadCluster : IAsyncDisposable
{
    public const string Sets = "replicasets.apps";
    public const string Deployments = "deployments.apps";

    private WorkloadCluster(TestCluster cluster, FakeTimeProvider clock) => (Cluster, Clock) = (cluster, clock);

    public TestCluster Cluster { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<WorkloadCluster> StartAsync(params string[] controllers)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var on = controllers.Length > 0 ? controllers : [Controllers.ReplicaSet, Controllers.Deployment, Controllers.GarbageCollector];
        return new(await TestCluster.StartAsync(o => o with { Controllers = [Controllers.ServiceAccount, .. on] }, clock), clock);
    }

    public Task<JsonObject> SetAsync(string name, int replicas, string more = "", string template = "") =>
        Cluster.CreateAsync(Sets, Workload(name, replicas, more, template, "i:1"), "default");

    public Task<JsonObject> DeployAsync(string name, int replicas, string more = "") =>
        Cluster.CreateAsync(Deployments, Workload(name, replicas, more, "", "i:1"), "default");

    public Task ImageAsync(string name, string image) => Cluster.UpdateAsync(
        Deployments, name, d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image, "default");

    public Task ScaleAsync(string resource, string name, int replicas) =>
        Cluster.UpdateAsync(resource, name, d => d["spec"]!["replicas"] = replicas, "default");

    /// <summary>The pods that are not going, by name.</summary>
    public async Task<IReadOnlyList<JsonObject>> PodsAsync(string image = "") =>
    [
        .. (await Cluster.ListAsync("pods", "default"))
            .Where(p => p["metadata"]!["deletionTimestamp"] is null && (image.Length == 0 || Image(p) == image))
            .OrderBy(NameOf, StringComparer.Ordinal),
    ];

    /// <summary>Waits until there are so many.</summary>
    public async Task<IReadOnlyList<JsonObject>> PodsAsync(int count, string image = "")
    {
        await Cluster.EventuallyAsync(async () => (await PodsAsync(image)).Count == count, $"{count} pods of {image}");
        return await PodsAsync(image);
    }

    /// <summary>Makes a pod ready, or unready.</summary>
    public Task ReadyAsync(string pod, bool ready = true) => Cluster.UpdateStatusAsync(
        "pods",
        pod,
        p => p["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready", ["status"] = ready ? "True" : "False", ["lastTransitionTime"] = KubernetesTime.Format(Clock.GetUtcNow()),
            }),
        },
        "default");

    /// <summary>Makes every pod of an image ready that is not.</summary>
    public async Task ReadyAllAsync(string image = "")
    {
        foreach (var pod in await PodsAsync(image))
        {
            if (JsonNodes.GetArray(pod, "status", "conditions") is not { Count: > 0 })
            {
                await ReadyAsync(NameOf(pod));
            }
        }
    }

    /// <summary>Makes what comes ready until a Deployment is rolled out.</summary>
    public Task RollOutAsync(string name, Func<Task>? each = null) => Cluster.EventuallyAsync(
        async () =>
        {
            await ReadyAllAsync();
            await (each?.Invoke() ?? Task.CompletedTask);
            var deployment = await Cluster.GetAsync(Deployments, name, "default");
            return Condition(deployment, "Progressing")?["reason"]?.GetValue<string>() == "NewReplicaSetAvailable"
                && Number(deployment, "status", "updatedReplicas") == Number(deployment, "spec", "replicas")
                && Number(deployment, "status", "replicas") == Number(deployment, "spec", "replicas")
                && Number(deployment, "status", "observedGeneration") == Number(deployment, "metadata", "generation");
        },
        $"the rollout of {name}");

    /// <summary>Waits until a part of an object reads so.</summary>
    public async Task SaysAsync(string resource, string name, Func<JsonObject, string> what, string expected)
    {
        var said = "";
        try
        {
            await Cluster.EventuallyAsync(async () => (said = what(await Cluster.GetAsync(resource, name, "default"))) == expected, expected);
        }
        catch (Exception e) when (said != expected)
        {
            throw new InvalidOperationException($"{name} says \"{said}\", not \"{expected}\"", e);
        }
    }

    public async Task<IReadOnlyList<string>> EventsAsync(string about) =>
    [
        .. (await Cluster.ListAsync("events", "default"))
            .Where(e => JsonNodes.GetString(e, "involvedObject", "name") == about)
            .Select(e => $"{JsonNodes.GetString(e, "reason")}: {JsonNodes.GetString(e, "message")}"),
    ];

    /// <summary>The ReplicaSet of an image.</summary>
    public async Task<JsonObject> SetOfAsync(string image) =>
        (await SetsOfAsync(image)).First();

    /// <summary>Waits until an image has a ReplicaSet of this size; its name.</summary>
    public async Task<string> SetOfAsync(string image, int size)
    {
        await Cluster.EventuallyAsync(async () => (await SetsOfAsync(image)).Any(), $"the set of {image}");
        var name = NameOf(await SetOfAsync(image));
        await SizeAsync(name, size);
        return name;
    }

    /// <summary>Waits until a ReplicaSet is to have so many pods.</summary>
    public Task SizeAsync(string set, int size) => SaysAsync(Sets, set, s => $"{Number(s, "spec", "replicas")}", $"{size}");

    /// <summary>Says of a ReplicaSet that it has so many pods, all available.</summary>
    public Task AvailableAsync(string set, int pods) => Cluster.UpdateStatusAsync(
        Sets,
        set,
        s => s["status"] = new JsonObject
        {
            ["replicas"] = pods, ["readyReplicas"] = pods, ["availableReplicas"] = pods, ["observedGeneration"] = Number(s, "metadata", "generation"),
        },
        "default");

    private async Task<IEnumerable<JsonObject>> SetsOfAsync(string image) =>
        (await Cluster.ListAsync(Sets, "default")).Where(s => Image(JsonNodes.GetObject(s, "spec", "template")!) == image);

    public static string NameOf(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "name")!;

    public static long Number(JsonObject obj, params ReadOnlySpan<string> path) => JsonNodes.GetLong(obj, path) ?? 0;

    public static JsonObject? Condition(JsonObject obj, string type) =>
        JsonNodes.GetArray(obj, "status", "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == type);

    public static string Reason(JsonObject obj, string type) => JsonNodes.GetString(Condition(obj, type), "reason") ?? "none";

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static string? Image(JsonObject pod) => pod["spec"]?["containers"]?[0]?["image"]?.GetValue<string>();

    private static string Workload(string name, int replicas, string more, string template, string image) => $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"spec":{ {{{{more}}}} "replicas":{{{{replicas}}}},"selector":{"matchLabels":{"app":"{{{{name}}}}"}},
         "template":{"metadata":{"labels":{"app":"{{{{name}}}}","tier":"front"},"annotations":{"note":"n"}},
         "spec":{ {{{{template}}}} "containers":[{"name":"c","image":"{{{{image}}}}"}]} } } }
        """;
}

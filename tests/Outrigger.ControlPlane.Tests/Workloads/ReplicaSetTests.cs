using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Tests.Workloads;

/// <summary>The pods of ReplicaSets.</summary>
public sealed class ReplicaSetTests : IAsyncLifetime
{
    private WorkloadCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await WorkloadCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Create_ThreeReplicas_MakesPodsOfTheTemplate()
    {
        var set = await cluster.SetAsync("web", 3);
        var pods = await cluster.PodsAsync(3);

        var pod = pods[0];
        WorkloadCluster.NameOf(pod).ShouldStartWith("web-");
        pod["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"app":"web","tier":"front"}""");
        pod["metadata"]!["annotations"]!["note"]!.GetValue<string>().ShouldBe("n");
        var owner = pod["metadata"]!["ownerReferences"]![0]!;
        owner.ToJsonString().ShouldBe(
            $$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"{{set["metadata"]!["uid"]}}","controller":true,"blockOwnerDeletion":true}""");
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", s => s["status"]!.ToJsonString(), """{"replicas":3,"fullyLabeledReplicas":3,"terminatingReplicas":0,"observedGeneration":1}""");
        (await cluster.EventsAsync("web")).ShouldContain($"SuccessfulCreate: Created pod: {WorkloadCluster.NameOf(pod)}");
    }

    [Fact]
    public async Task Status_MinReadySeconds_CountsPodsWhenTheyWereReadySoLong()
    {
        await cluster.SetAsync("web", 2, "\"minReadySeconds\":30,");
        var pods = await cluster.PodsAsync(2);
        await cluster.ReadyAsync(WorkloadCluster.NameOf(pods[0]));
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", Counts, "2 1 0");

        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        await cluster.SaysAsync(WorkloadCluster.Sets, "web", Counts, "2 1 1");
    }

    [Fact]
    public async Task ScaleDown_ReadyAndUnready_DeletesTheUnreadyFirst()
    {
        await cluster.SetAsync("web", 3);
        var pods = await cluster.PodsAsync(3);
        await cluster.ReadyAsync(WorkloadCluster.NameOf(pods[1]));

        await cluster.ScaleAsync(WorkloadCluster.Sets, "web", 1);

        WorkloadCluster.NameOf((await cluster.PodsAsync(1))[0]).ShouldBe(WorkloadCluster.NameOf(pods[1]));
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", Counts, "1 1 1");
    }

    [Fact]
    public async Task ScaleDown_DeletionCost_DeletesTheCheapestFirst()
    {
        await cluster.SetAsync("web", 3);
        var pods = await cluster.PodsAsync(3);
        foreach (var (pod, cost) in pods.Zip(["10", "-5", "20"]))
        {
            await cluster.Cluster.UpdateAsync(
                "pods", WorkloadCluster.NameOf(pod), p => JsonNodes.Ensure(JsonNodes.Ensure(p, "metadata"), "annotations")["controller.kubernetes.io/pod-deletion-cost"] = cost, "default");
        }

        await cluster.ScaleAsync(WorkloadCluster.Sets, "web", 2);

        (await cluster.PodsAsync(2)).Select(WorkloadCluster.NameOf).ShouldBe([WorkloadCluster.NameOf(pods[0]), WorkloadCluster.NameOf(pods[2])]);
    }

    [Fact]
    public async Task Orphan_ThatTheSelectorChooses_IsTakenIn()
    {
        await cluster.Cluster.CreateAsync("pods", """{"metadata":{"name":"stray","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}""", "default");
        await cluster.SetAsync("web", 2);

        var pods = await cluster.PodsAsync(2);
        pods.Select(WorkloadCluster.NameOf).ShouldContain("stray");
        pods.ShouldAllBe(p => p["metadata"]!["ownerReferences"] is JsonArray);
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", s => s["status"]!.ToJsonString(), """{"replicas":2,"fullyLabeledReplicas":1,"terminatingReplicas":0,"observedGeneration":1}""");
    }

    [Fact]
    public async Task Pod_ThatLosesTheLabel_IsLetGoAndReplaced()
    {
        await cluster.SetAsync("web", 2);
        var name = WorkloadCluster.NameOf((await cluster.PodsAsync(2))[0]);

        await cluster.Cluster.UpdateAsync("pods", name, p => p["metadata"]!["labels"]!["app"] = "other", "default");

        await cluster.PodsAsync(3);
        await cluster.Cluster.EventuallyAsync(async () => (await cluster.Cluster.GetAsync("pods", name, "default"))["metadata"]!["ownerReferences"] is null, "no owner");
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", Counts, "2 0 0");
    }

    [Fact]
    public async Task Pod_ThatFailedOrWasDeleted_IsReplaced()
    {
        await cluster.SetAsync("web", 2);
        var pods = await cluster.PodsAsync(2);
        await cluster.Cluster.UpdateStatusAsync("pods", WorkloadCluster.NameOf(pods[0]), p => p["status"] = new JsonObject { ["phase"] = "Failed" }, "default");
        await cluster.Cluster.DeleteAsync("pods", WorkloadCluster.NameOf(pods[1]), "default");

        await cluster.Cluster.EventuallyAsync(
            async () => (await cluster.PodsAsync()).Count(p => JsonNodes.GetString(p, "status", "phase") == "Pending") == 2, "two new pods");
    }

    [Fact]
    public async Task Create_PodsThatAreRefused_TellsOnceAndTriesAgain()
    {
        await cluster.SetAsync("web", 20, template: "\"priorityClassName\":\"missing\",");
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", s => WorkloadCluster.Reason(s, "ReplicaFailure"), "FailedCreate");
        JsonNodes.GetString(WorkloadCluster.Condition(await cluster.Cluster.GetAsync(WorkloadCluster.Sets, "web", "default"), "ReplicaFailure"), "message")!
            .ShouldContain("no PriorityClass with name missing was found");
        (await cluster.EventsAsync("web")).ShouldHaveSingleItem().ShouldBe("FailedCreate: Error creating: pods is forbidden: no PriorityClass with name missing was found");

        await cluster.Cluster.CreateAsync("priorityclasses.scheduling.k8s.io", """{"metadata":{"name":"missing"},"value":5}""");

        await cluster.PodsAsync(20);
        await cluster.SaysAsync(WorkloadCluster.Sets, "web", s => WorkloadCluster.Reason(s, "ReplicaFailure"), "none");
    }

    private static string Counts(JsonObject set) =>
        $"{WorkloadCluster.Number(set, "status", "replicas")} {WorkloadCluster.Number(set, "status", "readyReplicas")} {WorkloadCluster.Number(set, "status", "availableReplicas")}";
}

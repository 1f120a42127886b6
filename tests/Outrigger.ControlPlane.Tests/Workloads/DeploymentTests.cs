using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Workloads.Deployments;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Tests.Workloads;

/// <summary>Rollouts of Deployments.</summary>
public sealed class DeploymentTests : IAsyncLifetime
{
    private WorkloadCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await WorkloadCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Create_FirstRollout_MakesAReplicaSetAndTellsOfItsProgress()
    {
        await cluster.DeployAsync("web", 3);
        await cluster.PodsAsync(3);
        await cluster.SaysAsync(WorkloadCluster.Deployments, "web", d => $"{WorkloadCluster.Reason(d, "Progressing")} {WorkloadCluster.Reason(d, "Available")}", "ReplicaSetUpdated MinimumReplicasUnavailable");
        var set = await cluster.SetOfAsync("i:1");
        var hash = JsonNodes.GetString(set, "metadata", "labels", PodTemplates.HashLabel)!;
        WorkloadCluster.NameOf(set).ShouldBe($"web-{hash}");
        JsonNodes.GetString(set, "spec", "selector", "matchLabels", PodTemplates.HashLabel).ShouldBe(hash);
        JsonNodes.GetString(set, "spec", "template", "metadata", "labels", PodTemplates.HashLabel).ShouldBe(hash);
        set["metadata"]!["annotations"]!.ToJsonString().ShouldBe(
            """{"deployment.kubernetes.io/desired-replicas":"3","deployment.kubernetes.io/max-replicas":"4","deployment.kubernetes.io/revision":"1"}""");

        await cluster.RollOutAsync("web");

        var done = await cluster.Cluster.GetAsync(WorkloadCluster.Deployments, "web", "default");
        JsonNodes.GetString(done, "metadata", "annotations", RolloutNotes.Revision).ShouldBe("1");
        JsonNodes.GetString(WorkloadCluster.Condition(done, "Progressing"), "message").ShouldBe($"ReplicaSet \"web-{hash}\" has successfully progressed.");
        WorkloadCluster.Reason(done, "Available").ShouldBe("MinimumReplicasAvailable");
        ((JsonObject)done["status"]!).Where(f => f.Key != "conditions").Select(f => $"{f.Key}={f.Value}").Order(StringComparer.Ordinal).ShouldBe(
            ["availableReplicas=3", "observedGeneration=1", "readyReplicas=3", "replicas=3", "terminatingReplicas=0", "updatedReplicas=3"]);
        (await cluster.EventsAsync("web")).ShouldBe([$"ScalingReplicaSet: Scaled up replica set web-{hash} from 0 to 3"]);
    }

    [Fact]
    public async Task RollingUpdate_SurgeAndUnavailable_AreKept()
    {
        await cluster.DeployAsync("web", 4, """ "strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":1}}, """);
        await cluster.RollOutAsync("web");

        await cluster.ImageAsync("web", "i:2");
        await cluster.RollOutAsync("web", async () =>
        {
            var sets = await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default");
            sets.Sum(s => WorkloadCluster.Number(s, "spec", "replicas")).ShouldBeLessThanOrEqualTo(5);
            sets.Sum(s => WorkloadCluster.Number(s, "spec", "replicas")).ShouldBeGreaterThanOrEqualTo(3);
        });

        WorkloadCluster.Number(await cluster.SetOfAsync("i:1"), "spec", "replicas").ShouldBe(0);
        WorkloadCluster.Number(await cluster.SetOfAsync("i:2"), "spec", "replicas").ShouldBe(4);
        (await cluster.PodsAsync("i:2")).Count.ShouldBe(4);
        var events = await cluster.EventsAsync("web");
        events.ShouldContain($"ScalingReplicaSet: Scaled up replica set {WorkloadCluster.NameOf(await cluster.SetOfAsync("i:2"))} from 0 to 1");
        events.ShouldContain($"ScalingReplicaSet: Scaled down replica set {WorkloadCluster.NameOf(await cluster.SetOfAsync("i:1"))} from 4 to 3");
    }

    [Fact]
    public async Task RollingUpdate_StatusThatLagsBehind_TakesNoMoreOldPodsThanMayBeMissing()
    {
        // the test says what the ReplicaSets' controller would, and for the old one nothing new
        await using var alone = await WorkloadCluster.StartAsync(Controllers.Deployment);
        await alone.DeployAsync("web", 4, """ "strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":1}}, """);
        var old = await alone.SetOfAsync("i:1", 4);
        await alone.AvailableAsync(old, 4);
        await alone.ImageAsync("web", "i:2");
        var young = await alone.SetOfAsync("i:2", 2);
        await alone.SizeAsync(old, 3);

        await alone.AvailableAsync(young, 1);

        await alone.SizeAsync(young, 3);
        await alone.SizeAsync(old, 2);
    }

    [Fact]
    public async Task RollingUpdate_NewPodsThatNeverComeUp_LeaveTheOldOnes()
    {
        await cluster.DeployAsync("web", 4, """ "strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":1}},"progressDeadlineSeconds":60, """);
        await cluster.RollOutAsync("web");

        await cluster.ImageAsync("web", "broken");
        await cluster.PodsAsync(2, "broken");
        await cluster.PodsAsync(3, "i:1");
        cluster.Clock.Advance(TimeSpan.FromSeconds(62));

        await cluster.SaysAsync(WorkloadCluster.Deployments, "web", d => WorkloadCluster.Reason(d, "Progressing"), "ProgressDeadlineExceeded");
        var late = await cluster.Cluster.GetAsync(WorkloadCluster.Deployments, "web", "default");
        JsonNodes.GetString(WorkloadCluster.Condition(late, "Progressing"), "status").ShouldBe("False");
        WorkloadCluster.Reason(late, "Available").ShouldBe("MinimumReplicasAvailable");
        (await cluster.PodsAsync("i:1")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Recreate_OldPods_GoBeforeNewOnesCome()
    {
        await cluster.DeployAsync("web", 2, """ "strategy":{"type":"Recreate"}, """);
        await cluster.RollOutAsync("web");
        var old = (await cluster.PodsAsync(2)).Select(WorkloadCluster.NameOf).ToList();
        foreach (var pod in old)
        {
            await cluster.Cluster.UpdateAsync("pods", pod, p => p["metadata"]!["finalizers"] = new JsonArray("example.com/busy"), "default");
        }

        await cluster.ImageAsync("web", "i:2");
        await cluster.PodsAsync(0);
        (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).ShouldHaveSingleItem();
        foreach (var pod in old)
        {
            await cluster.Cluster.UpdateAsync("pods", pod, p => p["metadata"]!.AsObject().Remove("finalizers"), "default");
        }

        await cluster.RollOutAsync("web");
        (await cluster.PodsAsync("i:2")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Undo_OldTemplate_TakesItsReplicaSetAgain()
    {
        await cluster.DeployAsync("web", 1);
        await cluster.RollOutAsync("web");
        await cluster.ImageAsync("web", "i:2");
        await cluster.RollOutAsync("web");
        await cluster.ImageAsync("web", "i:1");
        await cluster.RollOutAsync("web");

        (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).Count.ShouldBe(2);
        var again = await cluster.SetOfAsync("i:1");
        JsonNodes.GetString(again, "metadata", "annotations", RolloutNotes.Revision).ShouldBe("3");
        JsonNodes.GetString(again, "metadata", "annotations", RolloutNotes.RevisionHistory).ShouldBe("1");
        await cluster.SaysAsync(WorkloadCluster.Deployments, "web", d => JsonNodes.GetString(d, "metadata", "annotations", RolloutNotes.Revision)!, "3");
    }

    [Fact]
    public async Task History_AboveTheLimit_IsForgotten()
    {
        await cluster.DeployAsync("web", 1, "\"revisionHistoryLimit\":1,");
        foreach (var image in new[] { "i:1", "i:2", "i:3" })
        {
            await cluster.ImageAsync("web", image);
            await cluster.RollOutAsync("web");
        }

        await cluster.Cluster.EventuallyAsync(async () => (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).Count == 2, "one old ReplicaSet");
        WorkloadCluster.Number(await cluster.SetOfAsync("i:2"), "spec", "replicas").ShouldBe(0);
    }

    [Fact]
    public async Task Pause_ChangesAndScaling_OnlyScale()
    {
        await cluster.DeployAsync("web", 2);
        await cluster.RollOutAsync("web");
        await cluster.Cluster.UpdateAsync(WorkloadCluster.Deployments, "web", d => d["spec"]!["paused"] = true, "default");
        await cluster.SaysAsync(WorkloadCluster.Deployments, "web", d => WorkloadCluster.Reason(d, "Progressing"), "DeploymentPaused");

        await cluster.ImageAsync("web", "i:2");
        await cluster.ScaleAsync(WorkloadCluster.Deployments, "web", 3);
        await cluster.PodsAsync(3, "i:1");
        (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).ShouldHaveSingleItem();

        await cluster.Cluster.UpdateAsync(WorkloadCluster.Deployments, "web", d => d["spec"]!["paused"] = false, "default");
        await cluster.RollOutAsync("web");
        (await cluster.PodsAsync("i:2")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Scale_InTheMiddleOfARollout_IsSpreadOverTheReplicaSets()
    {
        await cluster.DeployAsync("web", 10, """ "strategy":{"rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}, """);
        await cluster.RollOutAsync("web");
        await cluster.ImageAsync("web", "i:2");
        await cluster.PodsAsync(5, "i:2");
        await cluster.PodsAsync(8, "i:1");

        // of 18 pods (15 and the surge) instead of 13: 8 become 11, 5 become 7
        await cluster.ScaleAsync(WorkloadCluster.Deployments, "web", 15);

        await cluster.PodsAsync(11, "i:1");
        await cluster.PodsAsync(7, "i:2");
    }

    [Fact]
    public async Task Create_NameOfTheHashIsTaken_CountsACollision()
    {
        await cluster.DeployAsync("web", 1);
        await cluster.PodsAsync(1);
        var name = WorkloadCluster.NameOf(await cluster.SetOfAsync("i:1"));
        await cluster.Cluster.DeleteAsync(WorkloadCluster.Deployments, "web", "default", options: new DeleteOptions(PropagationPolicy: "Background"));
        await cluster.PodsAsync(0);
        await cluster.Cluster.EventuallyAsync(async () => (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).Count == 0, "no ReplicaSet");
        await cluster.Cluster.CreateAsync(
            WorkloadCluster.Sets,
            $$$$"""{"metadata":{"name":"{{{{name}}}}"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"other"}]} } } }""",
            "default");

        await cluster.DeployAsync("web", 1);

        await cluster.RollOutAsync("web");
        WorkloadCluster.Number(await cluster.Cluster.GetAsync(WorkloadCluster.Deployments, "web", "default"), "status", "collisionCount").ShouldBe(1);
        WorkloadCluster.NameOf(await cluster.SetOfAsync("i:1")).ShouldNotBe(name);
    }

    [Fact]
    public async Task Update_AnnotationsAndMinReady_ReachTheReplicaSetWithoutARollout()
    {
        await cluster.DeployAsync("web", 1);
        await cluster.RollOutAsync("web");
        await cluster.Cluster.UpdateAsync(
            WorkloadCluster.Deployments,
            "web",
            d =>
            {
                d["spec"]!["minReadySeconds"] = 5;
                JsonNodes.Ensure(JsonNodes.Ensure(d, "metadata"), "annotations")["kubernetes.io/change-cause"] = "why";
            },
            "default");

        await cluster.Cluster.EventuallyAsync(async () => WorkloadCluster.Number(await cluster.SetOfAsync("i:1"), "spec", "minReadySeconds") == 5, "minReadySeconds");
        JsonNodes.GetString(await cluster.SetOfAsync("i:1"), "metadata", "annotations", "kubernetes.io/change-cause").ShouldBe("why");
        (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pods_ThatAreRefused_AreToldAtTheDeployment()
    {
        await cluster.DeployAsync("web", 1);
        await cluster.Cluster.UpdateAsync(WorkloadCluster.Deployments, "web", d => d["spec"]!["template"]!["spec"]!["priorityClassName"] = "missing", "default");

        await cluster.SaysAsync(WorkloadCluster.Deployments, "web", d => WorkloadCluster.Reason(d, "ReplicaFailure"), "FailedCreate");
    }

    [Theory]
    [InlineData("Background", 0, 0)]
    [InlineData("Foreground", 0, 0)]
    [InlineData("Orphan", 1, 2)]
    public async Task Delete_Policy_DecidesAboutReplicaSetsAndPods(string policy, int sets, int pods)
    {
        await cluster.DeployAsync("web", 2);
        await cluster.RollOutAsync("web");

        await cluster.Cluster.DeleteAsync(WorkloadCluster.Deployments, "web", "default", options: new DeleteOptions(PropagationPolicy: policy));

        await cluster.Cluster.EventuallyAsync(async () => await cluster.Cluster.FindAsync(WorkloadCluster.Deployments, "web", "default") is null, "no Deployment");
        await cluster.Cluster.EventuallyAsync(async () => (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).Count == sets, "ReplicaSets");
        await cluster.PodsAsync(pods);
        (await cluster.Cluster.ListAsync(WorkloadCluster.Sets, "default")).ShouldAllBe(s => s["metadata"]!["ownerReferences"] == null);
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.ControlPlane.Tests.Kinds;

namespace Outrigger.ControlPlane.Tests.Pods;

public sealed class PodActionTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Budgets = "poddisruptionbudgets.policy";
    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task Bind_FreePod_IsScheduled()
    {
        await CreatePodAsync("free");

        var status = await BindAsync("free", "free", "binding");

        status.Code.ShouldBe(201);
        var pod = await cluster.GetAsync("pods", "free", "default");
        JsonNodes.GetString(pod, "spec", "nodeName").ShouldBe("n1");
        JsonNodes.GetString(pod, "metadata", "annotations", "bound").ShouldBe("yes");
        JsonNodes.GetLong(pod, "metadata", "generation").ShouldBe(1);
        var condition = pod["status"]!["conditions"]![0]!;
        JsonNodes.AsString(condition["type"]).ShouldBe("PodScheduled");
        JsonNodes.AsString(condition["status"]).ShouldBe("True");
    }

    [Fact]
    public async Task Bind_BoundPod_Conflicts()
    {
        await CreatePodAsync("bound");
        await BindAsync("", "bound", "");

        var refused = await Should.ThrowAsync<StatusException>(() => BindAsync("bound", "bound", "binding"));

        refused.Status.Message.ShouldBe("Operation cannot be fulfilled on pods/binding \"bound\": pod bound is already assigned to node \"n1\"");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("trial", "binding")]
    public async Task Bind_OnTrial_BindsNothing(string path, string subresource)
    {
        if (await cluster.FindAsync("pods", "trial", "default") is null)
        {
            await CreatePodAsync("trial");
        }

        var status = await BindAsync(path, "trial", subresource, dryRun: true);

        status.Code.ShouldBe(201);
        JsonNodes.GetString(await cluster.GetAsync("pods", "trial", "default"), "spec", "nodeName").ShouldBeNull();
    }

    [Fact]
    public async Task Bind_OtherName_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => BindAsync("one", "two", "binding"));

        refused.Status.Code.ShouldBe(400);
    }

    [Fact]
    public async Task Create_GatedPod_SaysThatItIsNotScheduled()
    {
        var pod = await cluster.CreateAsync(
            "pods",
            """{"metadata":{"name":"gated"},"spec":{"schedulingGates":[{"name":"example.com/g"}],"containers":[{"name":"c","image":"i"}]}}""",
            "default");

        var condition = pod["status"]!["conditions"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem().ShouldBeOfType<JsonObject>();
        JsonNodes.GetString(condition, "type").ShouldBe("PodScheduled");
        JsonNodes.GetString(condition, "status").ShouldBe("False");
        JsonNodes.GetString(condition, "reason").ShouldBe("SchedulingGated");
        JsonNodes.GetString(condition, "message").ShouldBe("Scheduling is blocked due to non-empty scheduling gates");
    }

    [Fact]
    public async Task Evict_NoBudget_DeletesThePod()
    {
        await CreatePodAsync("alone");

        (await EvictAsync("alone")).Code.ShouldBe(201);

        (await cluster.FindAsync("pods", "alone", "default")).ShouldBeNull();
    }

    [Theory]
    [InlineData("\"uid\":\"other\"", "the UID in the precondition (other) does not match the UID in record (")]
    [InlineData("\"resourceVersion\":\"1\"", "the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (")]
    public async Task Evict_AnotherPodThanWanted_Conflicts(string precondition, string why)
    {
        var name = $"wanted-{precondition.Length}";
        await CreatePodAsync(name);

        foreach (var dryRun in (bool[])[true, false])
        {
            var refused = await Should.ThrowAsync<StatusException>(() => cluster.ActAsync(
                "pods",
                name,
                "eviction",
                $$$"""{"metadata":{"name":"{{{name}}}"},"deleteOptions":{"preconditions":{ {{{precondition}}} } } }""",
                "default",
                dryRun));
            refused.Status.Code.ShouldBe(409);
            refused.Status.Message.ShouldContain(why);
        }

        (await cluster.FindAsync("pods", name, "default")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Evict_PendingPodThatChangesMeanwhile_DeletesIt()
    {
        foreach (var round in Enumerable.Range(0, 20))
        {
            var name = $"restless-{round}";
            await CreatePodAsync(name);

            var changes = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
            {
                try
                {
                    await cluster.UpdateStatusAsync("pods", name, p => p["status"]!["message"] = $"{i}", "default");
                }
                catch (StatusException)
                {
                    // evicted before, or changed by another
                }
            })));
            (await EvictAsync(name)).Code.ShouldBe(201);
            await changes;
        }
    }

    [Fact]
    public async Task Evict_BudgetUsedUp_IsTooMany()
    {
        await CreatePodAsync("guarded", running: true);
        await CreateBudgetAsync("guarded", """{"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1}""", ready: "guarded");
        await CreatePodAsync("guarded-too", running: true, app: "guarded");
        await ReadyAsync("guarded-too");

        (await EvictAsync("guarded")).Code.ShouldBe(201);
        var budget = await cluster.GetAsync(Budgets, "guarded", "default");
        JsonNodes.GetLong(budget, "status", "disruptionsAllowed").ShouldBe(0);
        JsonNodes.GetString(budget, "status", "disruptedPods", "guarded").ShouldNotBeNull();
        await cluster.UpdateStatusAsync(Budgets, "guarded", b => b["status"]!["currentHealthy"] = 1, "default");

        var refused = await Should.ThrowAsync<StatusException>(() => EvictAsync("guarded-too"));
        refused.Status.Code.ShouldBe(429);
        refused.Status.Details!.Causes![0].ShouldBe(
            new StatusCause("DisruptionBudget", "The disruption budget guarded needs 1 healthy pods and has 1 currently", null));
    }

    [Fact]
    public async Task Evict_BudgetNotSeen_IsToBeTriedAgain()
    {
        await CreatePodAsync("early", running: true);
        await CreateBudgetAsync("early", "{}", ready: "early");

        var refused = await Should.ThrowAsync<StatusException>(() => EvictAsync("early"));

        refused.Status.Details!.RetryAfterSeconds.ShouldBe(10);
        refused.Status.Details.Causes![0].Message.ShouldBe("The disruption budget early is still being processed by the server.");
    }

    [Fact]
    public async Task List_ComponentStatuses_TellOfTheStore()
    {
        var all = await cluster.ListAsync("componentstatuses");

        all.Select(c => JsonNodes.GetString(c, "metadata", "name")).ShouldBe(["controller-manager", "etcd-0", "scheduler"]);
        JsonNodes.AsString(all[1]["conditions"]![0]!["status"]).ShouldBe("True");
    }

    private async Task CreatePodAsync(string name, bool running = false, string? app = null)
    {
        await cluster.CreateAsync(
            "pods",
            $$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"{{{app ?? name}}}"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""",
            "default");
        if (running)
        {
            await cluster.UpdateStatusAsync("pods", name, p => p["status"]!["phase"] = "Running", "default");
        }
    }

    private async Task CreateBudgetAsync(string name, string status, string ready)
    {
        await cluster.CreateAsync(
            Budgets,
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"{{{name}}}" } } } }""",
            "default");
        await cluster.UpdateStatusAsync(Budgets, name, b => b["status"] = JsonNode.Parse(status), "default");
        await ReadyAsync(ready);
    }

    private Task ReadyAsync(string pod) => cluster.UpdateStatusAsync(
        "pods", pod, p => p["status"]!["conditions"] = JsonNode.Parse("""[{"type":"Ready","status":"True"}]"""), "default");

    private Task<Status> BindAsync(string path, string name, string subresource, bool dryRun = false) => cluster.ActAsync(
        subresource.Length == 0 ? "bindings" : "pods",
        path,
        subresource,
        $$$"""{"metadata":{"name":"{{{name}}}","annotations":{"bound":"yes"}},"target":{"kind":"Node","name":"n1"}}""",
        "default",
        dryRun);

    private Task<Status> EvictAsync(string name) =>
        cluster.ActAsync("pods", name, "eviction", $$$"""{"metadata":{"name":"{{{name}}}"}}""", "default");
}

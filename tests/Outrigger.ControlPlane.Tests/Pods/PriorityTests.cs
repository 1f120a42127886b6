using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Pods;

public sealed class PriorityTests : IAsyncLifetime
{
    private const string Classes = "priorityclasses.scheduling.k8s.io";
    private const string Namespace = "default";
    private TestCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Create_NoClass_HasZero()
    {
        var pod = await cluster.CreateAsync("pods", Pod("none", "{}"), Namespace);

        JsonNodes.GetLong(pod, "spec", "priority").ShouldBe(0);
        JsonNodes.GetString(pod, "spec", "preemptionPolicy").ShouldBe("PreemptLowerPriority");
    }

    [Fact]
    public async Task Create_ClassOrDefault_HasItsNumber()
    {
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"high"},"value":100,"preemptionPolicy":"Never"}""");
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"usual"},"value":7,"globalDefault":true}""");

        var high = await cluster.CreateAsync("pods", Pod("high", """{"priorityClassName":"high"}"""), Namespace);
        var usual = await cluster.CreateAsync("pods", Pod("usual", "{}"), Namespace);
        var updated = await cluster.UpdateAsync("pods", "usual", p => ((JsonObject)p["spec"]!).Remove("priority"), Namespace);
        var second = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync(Classes, """{"metadata":{"name":"other"},"value":8,"globalDefault":true}"""));

        JsonNodes.GetLong(high, "spec", "priority").ShouldBe(100);
        JsonNodes.GetString(high, "spec", "preemptionPolicy").ShouldBe("Never");
        JsonNodes.GetString(usual, "spec", "priorityClassName").ShouldBe("usual");
        JsonNodes.GetLong(updated, "spec", "priority").ShouldBe(7);
        second.Status.Message.ShouldBe(
            "priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass usual is already marked as default. Only one default can exist");
    }

    [Theory]
    [InlineData("""{"priorityClassName":"gone"}""", "no PriorityClass with name gone was found")]
    [InlineData("""{"priority":3}""", "the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name")]
    [InlineData("""{"preemptionPolicy":"Never"}""", "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name")]
    public async Task Create_NumberOfItsOwn_IsForbidden(string spec, string why)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("pods", Pod("p", spec), Namespace));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldBe($"pods \"p\" is forbidden: {why}");
    }

    [Fact]
    public async Task Update_Pod_ChangesWhatMayChange()
    {
        await cluster.CreateAsync("pods", Pod("p", """{"activeDeadlineSeconds":10,"tolerations":[{"key":"a","operator":"Exists"}]}"""), Namespace);
        await cluster.UpdateAsync("pods", "p", p => p["spec"]!["activeDeadlineSeconds"] = 5, Namespace);

        (await Refusal(p => p["spec"]!["activeDeadlineSeconds"] = 6)).ShouldContain("spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value");
        (await Refusal(p => ((JsonArray)p["spec"]!["tolerations"]!).Clear())).ShouldContain("existing toleration can not be modified except its tolerationSeconds");
        (await Refusal(p => ((JsonArray)p["spec"]!["containers"]!).Add((JsonNode)new JsonObject { ["name"] = "d", ["image"] = "i" })))
            .ShouldContain("spec.containers: Forbidden: pod updates may not add or remove containers");
        (await Refusal(p => p["spec"]!["schedulingGates"] = new JsonArray(new JsonObject { ["name"] = "example.com/g" })))
            .ShouldContain("spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/g'");
    }

    [Fact]
    public async Task Resize_ProcessorAndMemory_Alone()
    {
        const string Resources = """{"requests":{"cpu":"1","memory":"1Gi"}}""";
        await cluster.CreateAsync("pods", Pod("sized", "{}", Resources), Namespace);

        var bigger = await cluster.UpdateAsync("pods", "sized", Sized("""{"requests":{"cpu":"2","memory":"1Gi"}}"""), Namespace, subresource: "resize");
        var rest = await cluster.UpdateAsync("pods", "sized", p => { p["spec"]!["nodeName"] = "n"; p["metadata"]!["labels"] = new JsonObject { ["a"] = "b" }; }, Namespace, subresource: "resize");

        JsonNodes.GetString((JsonObject)bigger["spec"]!["containers"]![0]!, "resources", "requests", "cpu").ShouldBe("2");
        JsonNodes.GetLong(bigger, "metadata", "generation").ShouldBe(2);
        ((JsonObject)rest["spec"]!).ContainsKey("nodeName").ShouldBeFalse();
        ((JsonObject)rest["metadata"]!).ContainsKey("labels").ShouldBeFalse();
        (await ResizeRefusal("""{"requests":{"cpu":"2"}}""")).ShouldContain("spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed");
        (await ResizeRefusal("{}")).ShouldContain("Pod QOS Class may not change as a result of resizing");
        (await ResizeRefusal("""{"requests":{"cpu":"2","memory":"1Gi","ephemeral-storage":"1Gi"}}""")).ShouldContain("spec: Forbidden: only cpu and memory resources are mutable");
    }

    [Fact]
    public async Task Ephemeral_Container_StaysAsItIs()
    {
        await cluster.CreateAsync("pods", Pod("debugged", "{}"), Namespace);
        var container = new JsonObject { ["name"] = "d", ["image"] = "i" };
        await cluster.UpdateAsync("pods", "debugged", p => p["spec"]!["ephemeralContainers"] = new JsonArray(container), Namespace, subresource: "ephemeralcontainers");

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            "pods", "debugged", p => ((JsonObject)p["spec"]!).Remove("ephemeralContainers"), Namespace, subresource: "ephemeralcontainers"));

        refused.Status.Message.ShouldContain("existing ephemeral containers \"d\" may not be removed");
    }

    private static Action<JsonObject> Sized(string resources) =>
        p => p["spec"]!["containers"]![0]!["resources"] = JsonNode.Parse(resources);

    private static string Pod(string name, string spec, string resources = "{}")
    {
        var pod = (JsonObject)JsonNode.Parse(spec)!;
        pod["containers"] = JsonNode.Parse($$"""[{"name":"c","image":"i","resources":{{resources}} }]""");
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = pod }.ToJsonString();
    }

    private async Task<string> Refusal(Action<JsonObject> change) =>
        (await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync("pods", "p", change, Namespace))).Status.Message;

    private async Task<string> ResizeRefusal(string resources) => (await Should.ThrowAsync<StatusException>(
        () => cluster.UpdateAsync("pods", "sized", Sized(resources), Namespace, subresource: "resize"))).Status.Message;
}

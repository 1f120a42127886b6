using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Classes;

/// <summary>The admission plugin RuntimeClass.</summary>
public sealed class RuntimeClassTests : IAsyncLifetime
{
    private const string Namespace = "default";
    private TestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("runtimeclasses.node.k8s.io", """
            {"metadata":{"name":"vm"},"handler":"vm","overhead":{"podFixed":{"cpu":"250m"}},
             "scheduling":{"nodeSelector":{"vm":"yes"},"tolerations":[
               {"key":"vm","operator":"Exists","effect":"NoSchedule"},{"key":"vm","operator":"Equal","value":"a","effect":"NoSchedule"}]}}
            """);
        await cluster.CreateAsync("runtimeclasses.node.k8s.io", """{"metadata":{"name":"plain"},"handler":"plain"}""");
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(""","overhead":{"cpu":"0.25"}""")]
    public async Task Create_PodOfAClass_GetsWhatItAsksFor(string more)
    {
        var spec = $$$"""{"runtimeClassName":"vm","nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"mine","operator":"Exists"}]{{{more}}}}""";

        var pod = await cluster.CreateAsync("pods", Pod(spec), Namespace);

        JsonNodes.GetString(pod, "spec", "overhead", "cpu").ShouldBe("250m");
        JsonNodes.StringMap(JsonNodes.Get(pod, "spec", "nodeSelector")).ShouldBe([new("disk", "ssd"), new("vm", "yes")], ignoreOrder: true);
        JsonNodes.GetArray(pod, "spec", "tolerations")!.OfType<JsonObject>().Select(t => $"{JsonNodes.GetString(t, "key")}/{JsonNodes.GetString(t, "operator")}")
            .ShouldBe(["mine/Exists", "node.kubernetes.io/not-ready/Exists", "node.kubernetes.io/unreachable/Exists", "vm/Exists"]);
    }

    [Theory]
    [InlineData("""{"runtimeClassName":"gone"}""", "pod rejected: RuntimeClass \"gone\" not found")]
    [InlineData("""{"runtimeClassName":"vm","overhead":{"cpu":"1"}}""", "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")]
    [InlineData("""{"runtimeClassName":"plain","overhead":{"cpu":"1"}}""", "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")]
    [InlineData("""{"overhead":{"cpu":"1"}}""", "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")]
    [InlineData("""{"runtimeClassName":"vm","nodeSelector":{"vm":"no"}}""", "conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no")]
    public async Task Create_PodThatDoesNotFitItsClass_IsForbidden(string spec, string why)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("pods", Pod(spec), Namespace));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldBe($"pods \"p\" is forbidden: {why}");
    }

    [Fact]
    public async Task Create_PodOfAGeneratedName_IsRefusedByItsBeginning()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            "pods", """{"metadata":{"generateName":"p-"},"spec":{"runtimeClassName":"gone","containers":[{"name":"c","image":"i"}]}}""", Namespace));

        refused.Status.Message.ShouldStartWith("pods \"p-\" is forbidden: pod rejected");
    }

    [Fact]
    public async Task Create_WithoutThePlugin_NothingIsAskedOrAdded()
    {
        await using var without = await TestCluster.StartAsync(o => o with
        {
            AdmissionPlugins = [.. o.AdmissionPlugins.Except(["RuntimeClass"], StringComparer.Ordinal)],
        });

        var pod = await without.CreateAsync("pods", Pod("""{"runtimeClassName":"gone"}"""), Namespace);

        JsonNodes.GetString(pod, "spec", "runtimeClassName").ShouldBe("gone");
    }

    private static string Pod(string spec)
    {
        var pod = (JsonObject)JsonNode.Parse(spec)!;
        pod["containers"] = JsonNode.Parse("""[{"name":"c","image":"i"}]""");
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = "p" }, ["spec"] = pod }.ToJsonString();
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Pods;

/// <summary>What the admission plugins DefaultTolerationSeconds and TaintNodesByCondition add.</summary>
public sealed class DefaultTolerationsTests
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    [Fact]
    public async Task Create_PodAndNode_AreTaintedAndTolerate()
    {
        await using var cluster = await TestCluster.StartAsync();

        var pod = await cluster.CreateAsync("pods", Pod("""[{"key":"node.kubernetes.io/not-ready","operator":"Exists"}]"""), "default");
        var node = await cluster.CreateAsync("nodes", """{"metadata":{"name":"n"}}""");

        Of(pod, "tolerations").ShouldBe([$"{NotReady} ", "node.kubernetes.io/unreachable 300"]);
        Of(node, "taints").ShouldBe([$"{NotReady} "]);
    }

    [Fact]
    public async Task Create_PluginsOff_NothingIsAdded()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            AdmissionPlugins = [.. o.AdmissionPlugins.Except(["DefaultTolerationSeconds", "TaintNodesByCondition"], StringComparer.Ordinal)],
        });

        var pod = await cluster.CreateAsync("pods", Pod("[]"), "default");
        var node = await cluster.CreateAsync("nodes", """{"metadata":{"name":"n"}}""");

        Of(pod, "tolerations").ShouldBeEmpty();
        Of(node, "taints").ShouldBeEmpty();
    }

    private static string Pod(string tolerations) =>
        $$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":{{tolerations}} } }""";

    private static IEnumerable<string> Of(JsonObject obj, string list) => (JsonNodes.GetArray(obj, "spec", list) ?? []).OfType<JsonObject>()
        .Select(t => $"{JsonNodes.GetString(t, "key")} {JsonNodes.GetLong(t, "tolerationSeconds")}");
}

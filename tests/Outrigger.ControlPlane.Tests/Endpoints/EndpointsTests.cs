using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Tests.Endpoints;

public sealed class EndpointsTests
{
    [Fact]
    public async Task Service_PodsReadyAndNot_AreInTheirLists()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.ServeAsync("""{"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":8080}]}""", labels: """{"team":"a"}""");
        await SaysAsync(c, "");

        await c.PodAsync("a", "10.0.0.1");
        await c.PodAsync("b", "10.0.0.2", ready: false);
        await SaysAsync(c, "ready=10.0.0.1 not=10.0.0.2 ports=http8080");

        await c.Cluster.DeleteAsync("pods", "a", "default");
        await SaysAsync(c, "ready= not=10.0.0.2 ports=http8080");

        var endpoints = await c.Cluster.GetAsync("endpoints", "web", "default");
        endpoints["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"endpoints.kubernetes.io/managed-by":"endpoint-controller","team":"a"}""");
        JsonNodes.GetString(endpoints["subsets"]![0]!["notReadyAddresses"]![0] as JsonObject, "targetRef", "name").ShouldBe("b");
        JsonNodes.GetString(endpoints["subsets"]![0]!["notReadyAddresses"]![0] as JsonObject, "nodeName").ShouldBe("n1");
    }

    [Fact]
    public async Task NamedPorts_DifferBetweenPods_MakeASubsetEach()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.PodAsync("a", "10.0.0.1", ports: """[{"name":"web","containerPort":8080}]""");
        await c.PodAsync("b", "10.0.0.2", ports: """[{"name":"web","containerPort":9090}]""");
        await c.PodAsync("c", "10.0.0.3");
        await c.ServeAsync("""{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"web"}]}""");

        await SaysAsync(c, "ready=10.0.0.1 not= ports=8080 | ready=10.0.0.2 not= ports=9090");
    }

    [Fact]
    public async Task Headless_WithoutPorts_HasAddressesOnly()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.PodAsync("a", "10.0.0.1");
        await c.ServeAsync("""{"clusterIP":"None","selector":{"app":"web"}}""");

        await SaysAsync(c, "ready=10.0.0.1 not= ports=");
        JsonNodes.GetString(await c.Cluster.GetAsync("endpoints", "web", "default"), "metadata", "labels", "service.kubernetes.io/headless").ShouldBe("");
    }

    [Fact]
    public async Task Service_Goes_ItsEndpointsGoAndOthersStay()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.Cluster.CreateAsync("endpoints", """{"metadata":{"name":"manual"},"subsets":[{"addresses":[{"ip":"10.1.1.1"}]}]}""", "default");
        await c.ServeAsync("""{"ports":[{"port":80}]}""", "manual");
        await c.ServeAsync("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        await SaysAsync(c, "");

        await c.Cluster.DeleteAsync("services", "manual", "default");
        await c.Cluster.DeleteAsync("services", "web", "default");

        await c.Cluster.EventuallyAsync(async () => await c.Cluster.FindAsync("endpoints", "web", "default") is null, "the end of the endpoints");
        (await c.Cluster.FindAsync("endpoints", "manual", "default")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Endpoints_DeletedByHand_ComeBack()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.PodAsync("a", "10.0.0.1");
        await c.ServeAsync("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        await SaysAsync(c, "ready=10.0.0.1 not= ports=80");

        await c.Cluster.DeleteAsync("endpoints", "web", "default");

        await SaysAsync(c, "ready=10.0.0.1 not= ports=80");
    }

    private static Task SaysAsync(EndpointCluster c, string expected) => c.Cluster.EventuallyAsync(
        async () => await c.Cluster.FindAsync("endpoints", "web", "default") is { } found && Say(found) == expected, expected);

    private static string Say(JsonObject endpoints) => string.Join(" | ", (JsonNodes.GetArray(endpoints, "subsets") ?? []).OfType<JsonObject>().Select(s =>
        $"ready={Ips(s, "addresses")} not={Ips(s, "notReadyAddresses")} ports={string.Join(',', (JsonNodes.GetArray(s, "ports") ?? []).OfType<JsonObject>().Select(p => $"{JsonNodes.GetString(p, "name")}{JsonNodes.GetLong(p, "port")}"))}"));

    private static string Ips(JsonObject subset, string list) =>
        string.Join(',', (JsonNodes.GetArray(subset, list) ?? []).OfType<JsonObject>().Select(a => JsonNodes.GetString(a, "ip")));
}

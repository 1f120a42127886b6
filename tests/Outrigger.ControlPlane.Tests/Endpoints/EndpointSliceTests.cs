using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Hosting;

namespace Outrigger.ControlPlane.Tests.Endpoints;

public sealed class EndpointSliceTests
{
    private const string Web = """{"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":8080}]}""";

    [Fact]
    public async Task Service_PodsComeChangeAndGo_SlicesFollow()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.ServeAsync(Web, labels: """{"team":"a"}""");
        await c.SlicesSayAsync("");

        await c.PodAsync("a", "10.0.0.1");
        await c.PodAsync("b", "10.0.0.2", ready: false);
        await c.PodAsync("other", "10.0.0.9", labels: """{"app":"db"}""");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving 10.0.0.2:http8080/");

        await c.StatusAsync("b", """{"phase":"Running","podIP":"10.0.0.2","podIPs":[{"ip":"10.0.0.2"}],"conditions":[{"type":"Ready","status":"True"}]}""");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving 10.0.0.2:http8080/ready,serving");

        await c.StatusAsync("b", """{"phase":"Succeeded","podIP":"10.0.0.2","podIPs":[{"ip":"10.0.0.2"}]}""");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving");
        await c.Cluster.UpdateAsync("pods", "a", p => p["metadata"]!["labels"]!["app"] = "gone", "default");
        await c.SlicesSayAsync("");

        (await c.SlicesAsync()).Count.ShouldBe(1, "one empty slice says that there are no endpoints");
    }

    [Fact]
    public async Task Slice_HasTheLabelsOwnerAndReferencesOfTheReference()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.Cluster.CreateAsync("nodes", """{"metadata":{"name":"n1","labels":{"topology.kubernetes.io/zone":"z1"}}}""");
        await c.PodAsync("a", "10.0.0.1", more: """ "hostname":"first","subdomain":"web",""");
        await c.ServeAsync("""{"clusterIP":"None","selector":{"app":"web"},"ports":[{"port":80}]}""", labels: """{"team":"a"}""");
        await c.SlicesSayAsync("10.0.0.1:80/ready,serving");

        var slice = (await c.SlicesAsync()).ShouldHaveSingleItem();
        JsonNodes.GetString(slice, "metadata", "generateName").ShouldBe("web-");
        slice["metadata"]!["labels"]!.ToJsonString().ShouldBe(
            """{"endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io","kubernetes.io/service-name":"web","service.kubernetes.io/headless":"","team":"a"}""");
        var service = await c.Cluster.GetAsync("services", "web", "default");
        var pod = await c.Cluster.GetAsync("pods", "a", "default");
        JsonNodes.DeepEqual(slice["metadata"]!["ownerReferences"], new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = "web", ["uid"] = service["metadata"]!["uid"]!.DeepClone(),
            ["controller"] = true, ["blockOwnerDeletion"] = true,
        })).ShouldBeTrue();
        var endpoint = slice["endpoints"]![0]!;
        JsonNodes.DeepEqual(endpoint["targetRef"], new JsonObject
        {
            ["kind"] = "Pod", ["namespace"] = "default", ["name"] = "a", ["uid"] = pod["metadata"]!["uid"]!.DeepClone(),
        }).ShouldBeTrue();
        (endpoint["nodeName"]!.GetValue<string>(), endpoint["zone"]!.GetValue<string>(), endpoint["hostname"]!.GetValue<string>()).ShouldBe(("n1", "z1", "first"));
    }

    [Fact]
    public async Task NamedTargetPorts_DifferBetweenPods_MakeASliceEach()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.PodAsync("a", "10.0.0.1", ports: """[{"name":"web","containerPort":8080}]""");
        await c.PodAsync("b", "10.0.0.2", ports: """[{"name":"web","containerPort":9090}]""");
        await c.PodAsync("c", "10.0.0.3", ports: """[{"name":"web","containerPort":53,"protocol":"UDP"}]""");
        await c.ServeAsync("""{"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"web"}]}""");

        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving 10.0.0.2:http9090/ready,serving 10.0.0.3:/ready,serving");
        (await c.SlicesAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Terminating_ServesButIsNotReady_UnlessNotReadyIsPublished()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.ServeAsync(Web);
        await c.ServeAsync("""{"selector":{"app":"web"},"publishNotReadyAddresses":true,"ports":[{"port":80}]}""", "all");
        await c.PodAsync("a", "10.0.0.1");
        await c.PodAsync("b", "10.0.0.2", ready: false);
        await c.Cluster.DeleteAsync("pods", "a", "default");

        await c.SlicesSayAsync("10.0.0.1:http8080/serving,terminating 10.0.0.2:http8080/");
        await c.SlicesSayAsync("10.0.0.1:80/ready,serving,terminating 10.0.0.2:80/ready", "all");
    }

    [Theory]
    [InlineData("""{"ports":[{"port":80}]}""")]
    [InlineData("""{"type":"ExternalName","externalName":"example.com","selector":{"app":"web"}}""")]
    public async Task ServiceWithoutSelector_GetsNoSlices(string spec)
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.PodAsync("a", "10.0.0.1");
        await c.ServeAsync(spec, "without");
        await c.ServeAsync(Web);

        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving");
        (await c.SlicesAsync("without")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Slices_OfOthers_AreLeftAloneAndOursMended()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.ServeAsync(Web);
        await c.PodAsync("a", "10.0.0.1");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving");
        await c.Cluster.CreateAsync(EndpointCluster.Slices, """
            {"metadata":{"name":"theirs","labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4",
             "endpoints":[{"addresses":["10.9.9.9"]}],"ports":[{"port":1}]}
            """, "default");

        var ours = (await c.SlicesAsync())[1];
        await c.Cluster.UpdateAsync(EndpointCluster.Slices, JsonNodes.GetString(ours, "metadata", "name")!, s => s["endpoints"] = new JsonArray(), "default");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving 10.9.9.9:1/");
        await c.Cluster.DeleteAsync(EndpointCluster.Slices, JsonNodes.GetString((await c.SlicesAsync())[1], "metadata", "name")!, "default");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving 10.9.9.9:1/");
    }

    [Fact]
    public async Task Service_LabelsChangeThenItGoes_SlicesFollow()
    {
        await using var c = await EndpointCluster.StartAsync();
        await c.ServeAsync(Web);
        await c.PodAsync("a", "10.0.0.1");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving");

        await c.Cluster.UpdateAsync("services", "web", s => s["metadata"]!["labels"] = new JsonObject { ["tier"] = "x" }, "default");
        await c.Cluster.EventuallyAsync(
            async () => JsonNodes.GetString((await c.SlicesAsync())[0], "metadata", "labels", "tier") == "x", "the label on the slice");
        await c.Cluster.DeleteAsync("services", "web", "default");
        await c.SlicesSayAsync("none");
    }

    [Fact]
    public async Task Restart_NothingChanged_WritesNothing()
    {
        await using var c = await EndpointCluster.StartAsync(Controllers.EndpointSlice, Controllers.Endpoints);
        await c.ServeAsync(Web);
        await c.PodAsync("a", "10.0.0.1");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving");
        await c.Cluster.EventuallyAsync(async () => (await c.Cluster.FindAsync("endpoints", "web", "default"))?["subsets"] is not null, "the endpoints");
        var before = ((await c.SlicesAsync())[0].ToJsonString(), (await c.Cluster.GetAsync("endpoints", "web", "default")).ToJsonString());

        await c.Cluster.RestartAsync();
        await c.ServeAsync(Web, "later");
        await c.SlicesSayAsync("10.0.0.1:http8080/ready,serving", "later");

        ((await c.SlicesAsync())[0].ToJsonString(), (await c.Cluster.GetAsync("endpoints", "web", "default")).ToJsonString()).ShouldBe(before);
    }
}

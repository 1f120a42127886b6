using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class StrategyTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>, IAsyncLifetime
{
    private readonly string ns = $"test-{Guid.NewGuid():N}";
    private readonly TestCluster cluster = shared.Cluster;

    public async ValueTask InitializeAsync() =>
        await cluster.CreateAsync("namespaces", $$$"""{"metadata":{"name":"{{{ns}}}"}}""");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Service_WithoutAddress_GetsOneOfTheRangeAndKeepsIt()
    {
        var one = await cluster.CreateAsync("services", """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""", ns);
        var two = await cluster.CreateAsync("services", """{"metadata":{"name":"b"},"spec":{"ports":[{"port":80}]}}""", ns);
        var kept = await cluster.UpdateAsync("services", "a", s => ((JsonObject)s["spec"]!).Remove("clusterIP"), ns);

        Ip(one).ShouldStartWith("10.");
        Ip(two).ShouldNotBe(Ip(one));
        Ip(kept).ShouldBe(Ip(one));
        ObjectWriter.ToText(one["spec"]!["clusterIPs"]).ShouldBe($"[\"{Ip(one)}\"]");
    }

    [Theory]
    [InlineData("10.96.0.1", "failed to allocate IP 10.96.0.1: provided IP is already allocated")]
    [InlineData("192.0.2.1", "The range of valid IPs is 10.96.0.0/12")]
    public async Task Service_AddressTakenOrOutside_IsRefused(string address, string fault)
    {
        var json = $$$"""{"metadata":{"name":"a"},"spec":{"clusterIP":"{{{address}}}","ports":[{"port":80}]}}""";

        (await Refusal("services", json)).Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Service_AddressChanged_IsRefused()
    {
        await cluster.CreateAsync("services", """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""", ns);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            "services", "a", s => { s["spec"]!["clusterIP"] = "10.96.1.1"; s["spec"]!["clusterIPs"] = new JsonArray("10.96.1.1"); }, ns));

        refused.Status.Message.ShouldContain("may not change once set");
    }

    [Fact]
    public async Task Service_NodePort_IsGivenFromTheRangeAndDroppedWithTheType()
    {
        var made = await cluster.CreateAsync(
            "services", """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""", ns);
        var changed = await cluster.UpdateAsync("services", "a", s => s["spec"]!["type"] = "ClusterIP", ns);

        JsonNodes.AsLong(made["spec"]!["ports"]![0]!["nodePort"]).ShouldNotBeNull().ShouldBeInRange(30000, 32767);
        ((JsonObject)changed["spec"]!["ports"]![0]!).ContainsKey("nodePort").ShouldBeFalse();
        ((JsonObject)changed["spec"]!).ContainsKey("externalTrafficPolicy").ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("169.254.169.254", "may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("0.0.0.0", "may not be unspecified (0.0.0.0)")]
    [InlineData("224.0.0.1", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")]
    [InlineData("010.0.0.1", "must not have leading 0s")]
    [InlineData("::ffff:127.0.0.1", "must not be an IPv4-mapped IPv6 address")]
    [InlineData("1", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("0x7f000001", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    public async Task Endpoints_DangerousAddress_IsRefused(string address, string fault)
    {
        var endpoints = $$"""{"metadata":{"name":"a"},"subsets":[{"addresses":[{"ip":"{{address}}"}],"ports":[{"port":80}]}]}""";
        var slice = $$"""{"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["{{address}}"]}]}""";

        (await Refusal("endpoints", endpoints)).Message.ShouldContain($"subsets[0].addresses[0].ip: Invalid value: \"{address}\": {fault}");
        (await Refusal("endpointslices.discovery.k8s.io", slice)).Message.ShouldContain(fault);
    }

    [Fact]
    public async Task EndpointSlice_LoopbackOfAllowedService_IsAcceptedUntilItNamesAnother()
    {
        const string Slices = "endpointslices.discovery.k8s.io";
        await cluster.CreateAsync(Slices, Slice("near"), ns);
        (await Refusal(Slices, Slice("far"))).Message.ShouldContain("loopback");

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            Slices, "near", s => s["metadata"]!["labels"]!["kubernetes.io/service-name"] = "far", ns));

        refused.Status.Message.ShouldContain("loopback");
    }

    [Fact]
    public async Task Secret_StringData_IsMergedAndTypeIsFixed()
    {
        var made = await cluster.CreateAsync(
            "secrets", """{"metadata":{"name":"s"},"data":{"a":"YQ==","b":"Yg=="},"stringData":{"b":"over"}}""", ns);
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("secrets", "s", s => s["type"] = "example.com/t", ns));

        ObjectWriter.ToText(made["data"]).ShouldBe("""{"a":"YQ==","b":"b3Zlcg=="}""");
        made.ContainsKey("stringData").ShouldBeFalse();
        made["type"]!.GetValue<string>().ShouldBe("Opaque");
        refused.Status.Message.ShouldBe("Secret \"s\" is invalid: type: Invalid value: \"example.com/t\": field is immutable");
    }

    [Fact]
    public async Task ConfigMap_Immutable_DoesNotChange()
    {
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"c"},"immutable":true,"data":{"a":"b"}}""", ns);

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("configmaps", "c", c => c["data"]!["a"] = "c", ns));

        refused.Status.Message.ShouldBe("ConfigMap \"c\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
    }

    [Theory]
    [InlineData("""{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("""{"requests":{"cpu":"1"}}""", "Burstable")]
    [InlineData("{}", "BestEffort")]
    public async Task Pod_Created_IsPendingWithItsQuality(string resources, string quality)
    {
        var pod = await cluster.CreateAsync(
            "pods",
            $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}} }]},"status":{"phase":"Running"}}""",
            ns);

        pod["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
        pod["status"]!["qosClass"]!.GetValue<string>().ShouldBe(quality);
    }

    [Fact]
    public async Task Pod_Changed_MayChangeImageAlone()
    {
        await cluster.CreateAsync("pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", ns);

        await cluster.UpdateAsync("pods", "p", p => p["spec"]!["containers"]![0]!["image"] = "j", ns);
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("pods", "p", p => p["spec"]!["containers"]![0]!["command"] = new JsonArray("x"), ns));

        refused.Status.Message.ShouldContain("pod updates may not change fields other than");
    }

    [Fact]
    public async Task Deployment_SelectorThatMissesOrChanges_IsRefused()
    {
        const string Deployments = "deployments.apps";
        (await Refusal(Deployments, Deployment("d", "a", "b"))).Message.ShouldContain("`selector` does not match template `labels`");
        await cluster.CreateAsync(Deployments, Deployment("d", "a", "a"), ns);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            Deployments, "d", d => d["spec"]!["selector"]!["matchLabels"] = new JsonObject { ["app"] = "b" }, ns));

        refused.Status.Message.ShouldContain("spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"b\"}}: field is immutable");
    }

    [Fact]
    public async Task Deployment_SpecOrAnnotationsChanged_RaisesGeneration()
    {
        const string Deployments = "deployments.apps";
        await cluster.CreateAsync(Deployments, Deployment("d", "a", "a"), ns);

        var labelled = await cluster.UpdateAsync(
            Deployments, "d", d => d["metadata"]!["labels"] = new JsonObject { ["x"] = "y" }, ns);
        var annotated = await cluster.UpdateAsync(
            Deployments, "d", d => d["metadata"]!["annotations"] = new JsonObject { ["x"] = "y" }, ns);
        var scaled = await cluster.UpdateAsync(Deployments, "d", d => d["spec"]!["replicas"] = 3L, ns);

        JsonNodes.GetLong(labelled, "metadata", "generation").ShouldBe(1);
        JsonNodes.GetLong(annotated, "metadata", "generation").ShouldBe(2);
        JsonNodes.GetLong(scaled, "metadata", "generation").ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"verbs":["get"],"apiGroups":[""]}""", "rules[0].resources: Required value: resource rules must supply at least one resource")]
    [InlineData("""{"nonResourceURLs":["/x"],"verbs":["get"]}""", "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs")]
    public async Task Role_BadRule_IsRefused(string rule, string fault)
    {
        var json = $$"""{"metadata":{"name":"r"},"rules":[{{rule}}]}""";

        (await Refusal("roles.rbac.authorization.k8s.io", json)).Message.ShouldContain(fault);
    }

    private static string Ip(JsonObject service) => service["spec"]!["clusterIP"]!.GetValue<string>();

    private static string Slice(string service) => $$"""
        {"metadata":{"name":"{{service}}","labels":{"kubernetes.io/service-name":"{{service}}"} },
         "addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"]}]}
        """;

    private static string Deployment(string name, string selector, string label) => $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"spec":{"selector":{"matchLabels":{"app":"{{{{selector}}}}"}},
         "template":{"metadata":{"labels":{"app":"{{{{label}}}}"}},"spec":{"containers":[{"name":"c","image":"i"}]} } } }
        """;

    private async Task<Status> Refusal(string resource, string json) =>
        (await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(resource, json, ns))).Status;

    /// <summary>One control plane for all tests; each has a namespace of its own.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal TestCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Cluster = await TestCluster.StartAsync(o => o with { AllowsLoopback = (_, name) => name == "near" });

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}

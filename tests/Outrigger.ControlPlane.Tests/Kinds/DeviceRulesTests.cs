using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class DeviceRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Claims = "resourceclaims.resource.k8s.io";
    private const string Slices = "resourceslices.resource.k8s.io";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData(Claims, """{"devices":{"requests":[{"name":"a"}]}}""", "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required")]
    [InlineData(Claims, """{"devices":{"requests":[{"name":"a","exactly":{}}]}}""", "spec.devices.requests[0].exactly.deviceClassName: Required value")]
    [InlineData(Claims, """{"devices":{"requests":[{"name":"a","exactly":{"deviceClassName":"c","allocationMode":"All","count":1}}]}}""", "spec.devices.requests[0].exactly.count: Invalid value: 1: must not be specified when allocationMode is 'All'")]
    [InlineData(Claims, """{"devices":{"constraints":[{"requests":["b"]}]}}""", "spec.devices.constraints[0].requests[0]: Invalid value: \"b\": must be the name of a request in the claim")]
    [InlineData(Slices, """{"driver":"d","pool":{"name":"p","resourceSliceCount":1}}""", "spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required")]
    [InlineData(Slices, """{"driver":"d","pool":{"name":"p","resourceSliceCount":0}}""", "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero")]
    [InlineData(Slices, """{"driver":"d","nodeName":"n","allNodes":true}""", "spec: Invalid value: \"{`nodeName`, `allNodes`}\": exactly one of")]
    public async Task Create_Faulty_IsRefused(string resource, string spec, string fault)
    {
        var body = $$"""{"metadata":{"name":"faulty"},"spec":{{spec}} }""";

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(resource, body, resource is Claims ? "default" : ""));

        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Claim_Made_IsForOneDeviceAndFixed()
    {
        const string Body = """{"metadata":{"name":"c"},"spec":{"devices":{"requests":[{"name":"a","exactly":{"deviceClassName":"gpu"} }]} } }""";
        var made = await cluster.CreateAsync(Claims, Body, "default");

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            Claims, "c", c => c["spec"]!["devices"]!["requests"]![0]!["exactly"]!["count"] = 2, "default"));
        var status = await cluster.UpdateStatusAsync(Claims, "c", c => c["metadata"]!["labels"] = new JsonObject { ["a"] = "b" }, "default");

        var request = (JsonObject)made["spec"]!["devices"]!["requests"]![0]!["exactly"]!;
        JsonNodes.GetString(request, "allocationMode").ShouldBe("ExactCount");
        JsonNodes.GetLong(request, "count").ShouldBe(1);
        refused.Status.Message.ShouldContain("field is immutable");
        ((JsonObject)status["metadata"]!).ContainsKey("labels").ShouldBeFalse();
    }
}

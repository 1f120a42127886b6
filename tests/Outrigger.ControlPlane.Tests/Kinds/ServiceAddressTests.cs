using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Addresses;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class ServiceAddressTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData(""" "clusterIP":"10.96.1", """, "spec.clusterIPs[0]: Invalid value: \"10.96.1\": must be a valid IP address")]
    [InlineData(""" "clusterIP":"10.96.05.1", """, "spec.clusterIPs[0]: Invalid value: \"10.96.05.1\": must not have leading 0s")]
    [InlineData(""" "clusterIP":"10.96.5.1","clusterIPs":["10.96.5.2"], """, "spec.clusterIPs: Invalid value: [\"10.96.5.2\"]: first value must match `clusterIP`")]
    [InlineData(""" "clusterIPs":["10.96.5.2"], """, "must be empty when `clusterIP` is not specified")]
    [InlineData(""" "clusterIP":"10.96.5.1","clusterIPs":["10.96.5.1","8.8.8.8"], """, "may specify no more than one IP for each IP family")]
    [InlineData(""" "clusterIP":"10.96.5.1","clusterIPs":["10.96.5.1","2001:db8::1"], """, "the provided IP (2001:db8::1) is not in the valid range")]
    [InlineData(""" "clusterIP":"10.96.5.1","clusterIPs":["10.96.5.1","2001:db8::1","8.8.8.8"], """, "may only hold up to 2 values")]
    [InlineData(""" "clusterIP":"None","clusterIPs":["None","10.96.5.1"], """, "'None' must be the first and only value")]
    [InlineData(""" "clusterIP":"10.96.5.1","ipFamilies":["IPv6"], """, "spec.clusterIPs[0]: Invalid value: \"10.96.5.1\": expected an IPv6 value as indicated by `ipFamilies[0]`")]
    public async Task Create_ClusterIpsThatDoNotHold_AreRefused(string spec, string message)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("services", ServiceClaimTests.Service("a", spec), "default"));

        refused.Status.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Update_OfClusterIpsAlone_IsRefused()
    {
        await cluster.CreateAsync("services", ServiceClaimTests.Service("kept", """ "clusterIP":"10.96.5.9", """), "default");

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            "services", "kept", s => s["spec"]!["clusterIPs"] = new JsonArray("10.96.5.8"), "default"));

        refused.Status.Message.ShouldContain("first value must match `clusterIP`");
        await cluster.UpdateAsync("services", "kept", s => s["metadata"]!["labels"] = new JsonObject { ["a"] = "b" }, "default");
    }

    [Fact]
    public async Task NodePort_TwiceInOneService_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("services", TwoPorts(443, "TCP", 30080), "default"));
        refused.Status.Message.ShouldContain("spec.ports[1].nodePort: Invalid value: 30080: provided port is already allocated");
        await cluster.CreateAsync("services", TwoPorts(80, "UDP", 30080), "default");

        refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(
            "services",
            "twice",
            s => (s["spec"]!["ports"]![1]!["port"], s["spec"]!["ports"]![1]!["protocol"]) = (443L, "TCP"),
            "default"));

        refused.Status.Message.ShouldContain("spec.ports[1].nodePort: Duplicate value: 30080");
    }

    private static string TwoPorts(int port, string protocol, int nodePort) =>
        $$"""
        {"metadata":{"name":"twice"},"spec":{"type":"NodePort","ports":[
         {"name":"a","port":80,"nodePort":{{nodePort}} },{"name":"b","port":{{port}},"protocol":"{{protocol}}","nodePort":{{nodePort}} }] } }
        """;
}

using System.Net;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Bootstrap;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Tests.Bootstrap;

public sealed class ApiServerSlicesTests
{
    [Fact]
    public async Task Publish_AddressOfTheOtherFamily_MakesTheSliceAnew()
    {
        await using var cluster = await TestCluster.StartAsync(controls: false);
        var slices = new ApiServerSlices(new LocalObjects(cluster.Catalog, TimeProvider.System, "tests"));
        foreach (var server in new[] { "[2001:db8::1]:6443", "192.0.2.1:6443", "[2001:db8::1]:6443" })
        {
            var endpoint = IPEndPoint.Parse(server);

            await slices.PublishAsync([endpoint], TestContext.Current.CancellationToken);

            var slice = (await cluster.ListAsync("endpointslices.discovery.k8s.io", "default")).ShouldHaveSingleItem();
            JsonNodes.GetString(slice, "addressType").ShouldBe(server[0] == '[' ? "IPv6" : "IPv4");
            slice["endpoints"]![0]!["addresses"]![0]!.GetValue<string>().ShouldBe(endpoint.Address.ToString());
        }
    }
}

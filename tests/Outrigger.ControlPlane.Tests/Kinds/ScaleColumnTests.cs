using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ControlPlane.Tests.CustomResources;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Registry.Resources;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class ScaleColumnTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("apps", "deployments")]
    [InlineData("apps", "statefulsets")]
    [InlineData("", "replicationcontrollers")]
    public void BuiltInScale_HasTheColumnsOfKubernetesPrinter(string group, string plural) =>
        Columns(cluster.Catalog.Current.Find(new GroupVersionResource(group, "v1", plural)).ShouldNotBeNull())
            .ShouldBe(["Name:string:", "Desired:integer:", "Available:integer:", "Age:string:"]);

    [Fact]
    public async Task CustomScale_HasTheColumnsOfCustomResources()
    {
        const string Scale = ""","subresources":{"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}}""";
        await cluster.DefineAsync(CustomCluster.Gadgets(CustomCluster.Version("v1", """{"size":{"type":"integer"}}""", more: Scale)));

        Columns(cluster.Find("v1", "gadgets")).ShouldBe(["Name:string:name", "Desired:integer:", "Available:integer:", "Age:date:"]);
    }

    private static IEnumerable<string> Columns(ServedResource served) =>
        new TableLayout(served.Subresources["scale"].Kind.Columns).Columns.Select(c => $"{c.Name}:{c.Type}:{c.Format}");
}

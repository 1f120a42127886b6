using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary>kubectl and a kind that is stored nowhere.</summary>
public sealed class DiskTests(DiskCluster cluster) : IClassFixture<DiskCluster>
{
    [Theory, EachKubectl]
    public async Task Get_OfTheComputedKind_ShowsIt(string version)
    {
        var kubectl = cluster.Kubectl(version);

        var table = (await kubectl.RunAsync("get disks")).ShouldSucceed();
        table.ShouldContain("NAME");
        table.ShouldContain("FREE");
        (await kubectl.RunAsync("get disk root -o jsonpath={.spec.path}")).Output.ShouldBe("/");
        (await kubectl.RunAsync("get disks --field-selector metadata.name=root -o name")).Output.Trim().ShouldBe("disk.computed.example.com/root");
        (await kubectl.RunAsync("get disk nothing")).Error.ShouldContain("not found");
    }

    [Theory, EachKubectl]
    public async Task Discovery_OfTheComputedKind_TellsGetAndListAlone(string version)
    {
        var kubectl = cluster.Kubectl(version);

        (await kubectl.RunAsync("api-resources --api-group computed.example.com -o wide --no-headers")).Output.ShouldContain("get,list");
        (await kubectl.RunAsync("delete disk root")).Error.ShouldContain("MethodNotAllowed");
        (await kubectl.RunAsync("explain disk.status.free")).Output.ShouldContain("Bytes that are free");
    }
}

using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Admission;

/// <summary>The Widget sample's own admission plugin, through the aggregator with kubectl.</summary>
public sealed class ImagePolicyTests(SharedCluster cluster)
{
    [Fact]
    public async Task Policy_OfImages_RefusesLatestAndWarnsOfChanges()
    {
        var kubectl = cluster.Kubectl("1.33");
        (await kubectl.RunAsync("create namespace images")).ShouldSucceed();
        (await kubectl.RunAsync("apply --server-side -f -", Widget("proc:latest"))).ShouldFail()
            .ShouldContain("spec.image: Forbidden: name a version instead of latest");
        (await kubectl.RunAsync("apply --server-side -f -", Widget("proc:v1"))).ShouldSucceed();
        var changed = await kubectl.RunAsync("apply --server-side -f -", Widget("proc:v2"));
        changed.ShouldSucceed();
        changed.Error.ShouldContain("Warning: all 3 replicas will get the image proc:v2");
        (await kubectl.RunAsync("apply --server-side --dry-run=server -f -", Widget("proc:latest"))).ShouldFail();
        (await kubectl.RunAsync("get widget one -n images -o 'jsonpath={.spec.image}'")).ShouldSucceed().ShouldBe("proc:v2");
        (await kubectl.RunAsync("delete namespace images --wait=false")).ShouldSucceed();
    }

    private static string Widget(string image) => $$"""
        apiVersion: custom.example.com/v1
        kind: Widget
        metadata: {name: one, namespace: images}
        spec: {replicas: 3, image: "{{image}}"}
        """;
}

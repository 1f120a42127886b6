using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Manifests;

/// <summary>
/// What <c>outrigger manifests</c> prints is taken by kubectl and the server. On servers of its own: a group that nobody serves fails discovery for others.
/// </summary>
public sealed class ManifestApplyTests(OwnCluster cluster) : IClassFixture<OwnCluster>
{
    [Fact]
    public async Task Kubectl_Apply_TakesEverything()
    {
        var yaml = await ManifestTests.PrintAsync(
            "manifests", "--name=printed", "--namespace=printed-system", "--group=printed.example.com", "--version=v1,v1beta1",
            "--replicas=3", "--etcd-servers=http://etcd:2379", "--auto-tls");
        var kubectl = cluster.Kubectl("1.33");
        var answer = (await kubectl.RunAsync("apply --server-side -f -", yaml)).ShouldSucceed();
        answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(ManifestTests.Objects(yaml).Count);
        answer.ShouldContain("poddisruptionbudget.policy/printed serverside-applied");
        answer.ShouldContain("apiservice.apiregistration.k8s.io/v1beta1.printed.example.com serverside-applied");
        (await kubectl.RunAsync("auth can-i patch apiservices/v1.printed.example.com --as=system:serviceaccount:printed-system:printed")).ShouldSucceed();
        (await kubectl.RunAsync("auth can-i patch apiservices/v1.custom.example.com --as=system:serviceaccount:printed-system:printed")).ShouldFail();
        (await kubectl.RunAsync("delete --wait=false -f -", yaml)).ShouldSucceed();
    }
}

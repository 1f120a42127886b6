using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Files;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Rows;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Failures;

/// <summary>An extension server that goes away, comes back, or lacks its rights; on servers of its own.</summary>
public sealed class ExtensionServerTests(OwnCluster cluster) : IClassFixture<OwnCluster>
{
    private const string Version = "1.33";

    [Fact]
    public async Task Killed_IsShownUnavailableAndRecovers()
    {
        var kubectl = cluster.Kubectl(Version);

        // another test of this class may have stopped the server just before
        await Eventually.TrueAsync(
            async () => (await ConditionAsync(kubectl)).StartsWith("True", StringComparison.Ordinal), "the APIService to be available", TimeSpan.FromSeconds(35));
        (await kubectl.RunAsync("apply -f -", Subject.Of(Subject.Aggregated).Yaml("default", "survivor"))).ShouldSucceed();
        await cluster.WidgetServer.Process.KillAsync();

        await Eventually.TrueAsync(
            async () => (await ConditionAsync(kubectl)).StartsWith("False", StringComparison.Ordinal), "the APIService to be unavailable", TimeSpan.FromSeconds(35));
        (await ConditionAsync(kubectl)).ShouldBe("False FailedDiscoveryCheck");
        (await kubectl.RunAsync("get apiservice v1.custom.example.com")).ShouldSucceed().ShouldContain("False (FailedDiscoveryCheck)");
        (await kubectl.RunAsync("get --raw /apis/custom.example.com/v1/widgets")).ShouldFail().ShouldContain("(ServiceUnavailable)");
        (await kubectl.RunAsync("get configmaps -A")).ShouldSucceed();
        (await kubectl.RunAsync("create configmap goes-on")).ShouldSucceed();
        (await kubectl.RunAsync("get --raw /apis/apps/v1")).ShouldSucceed();
        (await kubectl.RunAsync("get --raw /openapi/v3")).ShouldSucceed().ShouldContain("apis/apps/v1");

        await cluster.StartWidgetServerAsync(cluster.WidgetServer.Port);
        await Eventually.TrueAsync(
            async () => (await ConditionAsync(kubectl)).StartsWith("True", StringComparison.Ordinal), "the APIService to be available again", TimeSpan.FromSeconds(35));
        (await kubectl.RunAsync("get widgets")).ShouldSucceed().ShouldContain("survivor");
    }

    [Fact]
    public Task Start_WithoutDelegatorBinding_NamesIt() => NamesMissingAsync(
        new ResourcePath(new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterrolebindings"), Name: "custom-api-server:system:auth-delegator"),
        "The ClusterRoleBinding to system:auth-delegator is missing",
        "kubectl create clusterrolebinding custom-api-server:system:auth-delegator --clusterrole=system:auth-delegator --serviceaccount=custom-system:custom-api-server");

    [Fact]
    public Task Start_WithoutReaderBinding_NamesIt() => NamesMissingAsync(
        new ResourcePath(new GroupVersionResource("rbac.authorization.k8s.io", "v1", "rolebindings"), "kube-system", "custom-api-server-auth-reader"),
        "The RoleBinding to extension-apiserver-authentication-reader in kube-system is missing",
        "kubectl create rolebinding custom-api-server-auth-reader -n kube-system --role=extension-apiserver-authentication-reader --serviceaccount=custom-system:custom-api-server");

    // the command in the message is then run, and must mend it
    private async Task NamesMissingAsync(ResourcePath binding, string message, string mend)
    {
        await cluster.WidgetServer.Process.StopAsync(TimeSpan.Zero);
        await cluster.Client.DeleteAsync(binding, null, CancellationToken.None);
        var failure = await Should.ThrowAsync<StartupException>(() => cluster.StartWidgetServerAsync(cluster.WidgetServer.Port));
        failure.Message.ShouldContain("exit code 1");
        failure.Message.ShouldContain(message);
        failure.Message.ShouldContain(mend);

        (await cluster.Kubectl(Version).RunAsync(mend["kubectl ".Length..])).ShouldSucceed();
        await cluster.StartWidgetServerAsync(cluster.WidgetServer.Port);
    }

    private static async Task<string> ConditionAsync(KubectlRunner kubectl) =>
        (await kubectl.RunAsync("get apiservice v1.custom.example.com -o 'jsonpath={.status.conditions[0].status} {.status.conditions[0].reason}'")).ShouldSucceed();
}

using Outrigger.Functional.Tests.Commands;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.SharedStores;

public sealed class ServerPairTests(ServerPair pair) : IClassFixture<ServerPair>
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: shells.sea.example.com}
        spec:
          group: sea.example.com
          scope: Namespaced
          names: {kind: Shell, plural: shells, singular: shell}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
        """;

    [Fact]
    public async Task Write_ThroughOne_IsSeenByReadsAndWatchesOfTheOther()
    {
        await using var watch = pair.Kubectl("b").Stream("get configmaps -w --output-watch-events --no-headers");

        for (var i = 0; i < 5; i++)
        {
            await DoneAsync("a", $"create configmap order-{i} --from-literal=n={i}");
            (await DoneAsync("b", $"get configmap order-{i} -o jsonpath={{.data.n}}")).ShouldBe($"{i}");
        }

        for (var i = 0; i < 5; i++)
        {
            (await watch.LineWithAsync("order-")).ShouldContain($"order-{i}");
        }

        await DoneAsync("b", "delete configmap order-0");
        (await pair.Kubectl("a").RunAsync("get configmap order-0")).ShouldRefuse("NotFound");
    }

    [Fact]
    public async Task CustomKindsAndRights_OfOne_AreInForceAtTheOther()
    {
        (await pair.Kubectl("a").RunAsync("apply -f -", Definition)).ShouldSucceed();
        await Eventually.TrueAsync(async () => (await pair.Kubectl("b").RunAsync("get shells.sea.example.com")).ExitCode == 0, "the kind at the other server");
        await DoneAsync("a", "create serviceaccount diver");
        await DoneAsync("a", "create role reader --verb=get,list --resource=configmaps");
        await DoneAsync("a", "create rolebinding diver --role=reader --serviceaccount=default:diver");

        await Eventually.TrueAsync(
            async () => (await pair.Kubectl("b").RunAsync("auth can-i list configmaps --as system:serviceaccount:default:diver")).Output.Trim() == "yes",
            "the right at the other server");
        var token = await DoneAsync("a", "create token diver");
        (await DoneAsync("b", $"--token={token} auth whoami -o jsonpath={{.status.userInfo.username}}", "--kubeconfig", TokenOnly()))
            .ShouldBe("system:serviceaccount:default:diver");
    }

    [Fact]
    public async Task Server_WithOtherKeys_DoesNotStart()
    {
        await using var stranger = pair.Up("c", "other-pki");

        await stranger.Ended.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);

        stranger.ExitCode.ShouldBe(1);
        pair.Log("c").ShouldContain("outrigger pki import");
    }

    private async Task<string> DoneAsync(string server, string commandLine, params string[] more) =>
        (await pair.Kubectl(server).RunAsync([.. CommandLine.Split(commandLine), .. more])).ShouldSucceed().Trim();

    // the administrator's certificate would win over the token
    private string TokenOnly()
    {
        var path = $"{pair.KubeconfigOf("b")}.token";
        var lines = File.ReadAllLines(pair.KubeconfigOf("b")).Where(l => !l.Contains("client-certificate-data", StringComparison.Ordinal) && !l.Contains("client-key-data", StringComparison.Ordinal));
        File.WriteAllLines(path, lines.Select(l => l.TrimEnd() == "  user:" ? "  user: {}" : l));
        return path;
    }
}

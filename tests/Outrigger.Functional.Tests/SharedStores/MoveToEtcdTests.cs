using Outrigger.Cli.Demo.Processes;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>From the embedded store of one server to an etcd for several, by <c>outrigger export</c> and <c>outrigger import</c>.</summary>
public sealed class MoveToEtcdTests : IAsyncLifetime
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-move-").FullName;
    private EtcdCluster etcd = null!;

    private string Data => Path.Combine(root, "data");

    private string File => Path.Combine(root, "all.json");

    private string Etcd => $"--etcd-servers={string.Join(',', etcd.Urls)}";

    public async ValueTask InitializeAsync() => etcd = await EtcdCluster.StartAsync();

    public ValueTask DisposeAsync()
    {
        etcd.Dispose();
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Kubectl_AfterTheMove_FindsTheSameObjectsAndTokensStayGood()
    {
        const string Fields = "get configmap,serviceaccount,clusterrole -A -o jsonpath={range.items[*]}{.metadata.namespace}/{.metadata.name}/{.metadata.uid}/{.metadata.creationTimestamp}/{.metadata.managedFields}|{end}";
        string before, token;
        await using (await UpAsync())
        {
            (await Kubectl().RunAsync("create configmap moved --from-literal=a=b")).ShouldSucceed();
            (await Kubectl().RunAsync("create serviceaccount keeper")).ShouldSucceed();
            token = (await Kubectl().RunAsync("create token keeper")).ShouldSucceed().Trim();
            before = (await Kubectl().RunAsync(Fields)).ShouldSucceed();
            before.ShouldContain("default/moved/");
            (await OutriggerAsync("export", File, "--data-dir", Data)).ShouldSucceed();
        }

        (await OutriggerAsync("import", File, Etcd)).ShouldSucceed().ShouldContain("Imported");

        await using (await UpAsync(Etcd))
        {
            (await Kubectl().RunAsync(Fields)).ShouldSucceed().ShouldBe(before);
            (await Kubectl().RunAsync("get configmap moved -o jsonpath={.data.a}")).ShouldSucceed().ShouldBe("b");
            (await Kubectl().RunAsync("create -f - -o jsonpath={.status.user.username}", $$$"""
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": "{{{token}}}"}}
                """)).ShouldSucceed().ShouldBe("system:serviceaccount:default:keeper");
        }
    }

    private async Task<ChildProcess> UpAsync(params string[] flags)
    {
        var process = ChildProcess.Start(
            "server", [.. Programs.Own(), "up", "--data-dir", Data, "--secure-port", "0", .. flags], Path.Combine(root, "up.log"), TimeProvider.System);
        await process.WaitForLineAsync("Ready in", ReadyLimit, CancellationToken.None);
        return process;
    }

    private KubectlRunner Kubectl() => new("1.33", Path.Combine(Data, "kubeconfig"), Path.Combine(root, "home"));

    private static Task<CommandAnswer> OutriggerAsync(params string[] args)
    {
        var program = Programs.Own();
        var runner = new CommandRunner("outrigger", program[0], new Dictionary<string, string>(StringComparer.Ordinal));
        return runner.RunAsync([.. program.Skip(1), .. args]);
    }
}

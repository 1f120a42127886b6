using Outrigger.Cli.Demo;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Files;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.Doctor;

/// <summary>The recipe's storage errors: etcd out of reach, a storage that does not let the server in, a storage that is configured wrongly.</summary>
public sealed class StorageIssueTests(DoctorCluster cluster) : IClassFixture<DoctorCluster>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Etcd_LostWhileServing_IsNamedWithItsAddress()
    {
        using var etcd = await EtcdCluster.StartAsync();
        await cluster.PatchAsync("apps", "deployments", DemoNames.Server, $$$"""
            {"spec": {"template": {"spec": {"containers": [{"name": "api-server", "image": "i", "args": ["--etcd-servers={{{etcd.Urls[0]}}}"]}]} } } }
            """);
        await cluster.RestartAsync($"--etcd-servers={etcd.Urls[0]}");
        await cluster.SeesAsync("storage", CheckState.Ok);
        etcd.Members[0].Kill();
        var seen = await cluster.SeesAsync("storage", CheckState.Fail);
        seen.Message.ShouldBe($"the server does not reach its etcd at {etcd.Urls[0]} (/readyz: storage failed)");
        seen.Fix.ShouldBe($"etcdctl --endpoints={etcd.Urls[0]} endpoint health");
        await cluster.StopAsync();
    }

    [Fact]
    public async Task Etcd_NotThereAtStart_IsNamedByTheLastWords()
    {
        var words = await FailingStartAsync($"--etcd-servers=http://127.0.0.1:{FreePorts.Take(1)[0]}");
        await cluster.CrashedPodAsync(words);
        var seen = await cluster.SeesAsync("storage", CheckState.Fail);
        seen.Message.ShouldStartWith("the server does not reach its etcd at http://etcd:2379: ");
        seen.Fix.ShouldBe("etcdctl --endpoints=http://etcd:2379 endpoint health");
    }

    [Fact]
    public async Task Etcd_WithoutRights_IsNamedByTheLastWords()
    {
        using var etcd = await EtcdCluster.StartAsync();
        await etcd.ControlAsync("user", "add", "root", "--new-user-password=secret");
        await etcd.ControlAsync("user", "grant-role", "root", "root");
        await etcd.ControlAsync("auth", "enable");
        await cluster.CrashedPodAsync(await FailingStartAsync($"--etcd-servers={etcd.Urls[0]}"));
        var seen = await cluster.SeesAsync("storage", CheckState.Fail);
        seen.Message.ShouldStartWith("the storage does not let the server in: ");
        seen.Fix.ShouldBe("etcdctl --endpoints=http://etcd:2379 role grant-permission custom-api-server --prefix=true readwrite /custom-api-server");
    }

    [Fact]
    public async Task Storage_ConfiguredWrongly_IsNamedByTheLastWords()
    {
        await cluster.StopAsync();
        var data = cluster.Folder.WidgetData;
        Directory.CreateDirectory(data); // which a server over etcd does not need
        Directory.Move(data, data + ".away");
        await File.WriteAllTextAsync(data, "no directory");
        try
        {
            await cluster.CrashedPodAsync(await FailingStartAsync("--etcd-servers="));
            var seen = await cluster.SeesAsync("storage", CheckState.Fail);
            seen.Message.ShouldStartWith("the storage is not configured as it must be: ");
            seen.Fix.ShouldBe("kubectl logs -n custom-system -l app=custom-api-server --tail=20");
        }
        finally
        {
            File.Delete(data);
            Directory.Move(data + ".away", data);
        }
    }

    // what the real server says when it does not start
    private async Task<string> FailingStartAsync(params string[] flags)
    {
        var failure = await Should.ThrowAsync<StartupException>(() => cluster.RestartAsync(flags));
        return failure.Message[(failure.Message.IndexOf("cannot start", StringComparison.Ordinal) is var at and >= 0 ? at : 0)..];
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Doctor;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Files;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Doctor;

/// <summary>Servers that the tests of the doctor break one way after another, and heal before the next.</summary>
public sealed class DoctorCluster : Cluster
{
    private static readonly string[] Goods = ["tls.crt", "tls.key", "ca.crt"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, string> good = new(StringComparer.Ordinal);
    private WidgetServer? other;

    internal static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    internal Registration Registration => new(Client, TimeProvider.System);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var file in Goods)
        {
            good[file] = await File.ReadAllTextAsync(Path.Combine(Folder.WidgetServer, file));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await (other?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    /// <summary>Runs the doctor on the Widget APIService as admin.</summary>
    internal async Task<DoctorSection> LookAsync(double timeout = 5)
    {
        var request = new DoctorRequest
        {
            Kubeconfig = Folder.Data.Kubeconfig,
            ApiServices = [DemoNames.ApiService],
            Timeout = TimeSpan.FromSeconds(timeout),
        };
        return (await new DoctorRun(TimeProvider.System).RunAsync(request, CancellationToken.None)).Sections[^1];
    }

    /// <summary>Looks until a check says what is expected, as conditions follow what happens a moment later.</summary>
    internal async Task<CheckResult> SeesAsync(string check, CheckState state, double timeout = 5)
    {
        var last = CheckResult.NotTried("");
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    last = (await LookAsync(timeout)).Rows.Single(r => r.Check == check).Result;
                    if (last.State != state)
                    {
                        await Task.Delay(Pause, TimeProvider.System);
                    }

                    return last.State == state;
                },
                $"{check} to be {state}",
                Limit);
        }
        catch (TimeoutException)
        {
            last.ToString().ShouldBe($"{check} {state}");
        }

        return last;
    }

    /// <summary>Everything as it should be again, and the main server says so.</summary>
    internal async Task HealAsync()
    {
        foreach (var (file, text) in good)
        {
            PrivateFiles.Write(Path.Combine(Folder.WidgetServer, file), text);
        }

        var certificates = new WidgetCertificates(good["ca.crt"], new Cli.Pki.KeyPair(good["tls.crt"], good["tls.key"]));
        await Registration.DeployAsync(CancellationToken.None);
        await Registration.CreateSecretsAsync(certificates, CancellationToken.None);
        await Registration.RegisterAsync(certificates, WidgetServer.Port, CancellationToken.None);
        await DeleteAllAsync("pods");
        if (other is not null || WidgetServer.Process.Ended.IsCompleted)
        {
            await StopAsync();
            await StartWidgetServerAsync(WidgetServer.Port);
        }

        await Registration.WaitUntilAvailableAsync(CancellationToken.None);
    }

    internal async Task StopAsync()
    {
        await (other?.DisposeAsync() ?? ValueTask.CompletedTask);
        other = null;
        if (!WidgetServer.Process.Ended.IsCompleted)
        {
            await WidgetServer.Process.StopAsync(TimeSpan.Zero);
        }
    }

    /// <summary>The Widget server with other flags.</summary>
    internal async Task RestartAsync(params string[] flags)
    {
        await StopAsync();
        other = await WidgetServer.StartAsync(
            new DemoFolder(Folder.Data.Root) { WidgetFlags = flags }, WidgetServer.Port, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>The Widget server with another certificate.</summary>
    internal async Task ServeAsync(Cli.Pki.KeyPair certificate)
    {
        PrivateFiles.Write(Folder.Certificate, certificate.CertificatePem);
        PrivateFiles.Write(Folder.Key, certificate.KeyPem);
        await RestartAsync();
    }

    internal Task EndpointAsync(int port, bool ready = true) => PatchAsync("discovery.k8s.io", "endpointslices", DemoNames.Server, $$$"""
        {"endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": {{{(ready ? "true" : "false")}}}}}], "ports": [{"port": {{{port}}}, "protocol": "TCP"}]}
        """);

    internal Task PatchAsync(string group, string resource, string name, string patch, string ns = DemoNames.Namespace) => Client.PatchAsync(
        new ResourcePath(new GroupVersionResource(group, "v1", resource), ns, name), PatchType.Merge, JsonNode.Parse(patch)!, CancellationToken.None);

    /// <summary>A pod of the Deployment that does not come up; a kubelet would leave the container's last words so.</summary>
    internal async Task CrashedPodAsync(string lastWords)
    {
        var pods = new ResourcePath(new GroupVersionResource("", "v1", "pods"), DemoNames.Namespace);
        var pod = await Client.CreateAsync(
            pods,
            (JsonObject)JsonNode.Parse($$$"""
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "custom-api-server-abc", "labels": {"app": "custom-api-server"}},
                 "spec": {"serviceAccountName": "custom-api-server", "containers": [{"name": "api-server", "image": "i", "args": ["--etcd-servers=http://etcd:2379"]}]}}
                """)!,
            CancellationToken.None);
        pod["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "False" }),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "api-server", ["image"] = "i", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 3,
                ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } },
                ["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 1, ["message"] = lastWords } },
            }),
        };
        await Client.ReplaceStatusAsync(pods.Named("custom-api-server-abc"), pod, CancellationToken.None);
    }

    /// <summary>Runs a command that the doctor gave, as it stands.</summary>
    internal async Task MendAsync(string command)
    {
        var bash = new CommandRunner("bash", "/bin/bash", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = Folder.Data.Kubeconfig,
            ["HOME"] = Folder.Data.Root,
        });
        (await bash.RunAsync(["-c", command])).ShouldSucceed();
    }

    private async Task DeleteAllAsync(string resource)
    {
        var all = new ResourcePath(new GroupVersionResource("", "v1", resource), DemoNames.Namespace);
        await Client.SendAsync(HttpMethod.Delete, $"{all}", new JsonObject { ["gracePeriodSeconds"] = 0 }, CancellationToken.None);
    }
}

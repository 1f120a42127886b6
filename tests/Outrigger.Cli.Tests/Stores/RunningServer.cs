using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Options;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Tests.Stores;

/// <summary>A whole server in this process, and its administrator.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    private readonly UpHost host;

    private RunningServer(UpHost host)
    {
        this.host = host;
        Config = Kubeconfig.Load(host.Kubeconfig).ToClientConfig(TimeProvider.System);
        Client = new KubernetesClient(Config, TimeProvider.System);
    }

    public KubernetesClient Client { get; }

    public ClientConfig Config { get; }

    public static async Task<RunningServer> StartAsync(string folder) => new(await UpHost.StartAsync(
        UpOptionsReader.Read(new UpOptions { DataDirectory = folder, SecurePort = "0" }, TimeProvider.System),
        TimeProvider.System,
        CancellationToken.None));

    /// <summary>Makes a config map; its resourceVersion.</summary>
    public async Task<string> CreateAsync(string name)
    {
        var made = await Client.CreateAsync(ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, CancellationToken.None);
        return made["metadata"]!["resourceVersion"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
    }
}

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
    private Task? stopping;

    private RunningServer(UpHost host)
    {
        this.host = host;
        Config = Kubeconfig.Load(host.Kubeconfig).ToClientConfig(TimeProvider.System);
        Client = new KubernetesClient(Config, TimeProvider.System);
    }

    public KubernetesClient Client { get; }

    public ClientConfig Config { get; }

    public static Task<RunningServer> StartAsync(string folder, params IReadOnlyList<string> etcd) =>
        StartAsync(new UpOptions { DataDirectory = folder, EtcdServers = etcd });

    /// <summary>On a free port, with the flags given.</summary>
    public static async Task<RunningServer> StartAsync(UpOptions options, TimeProvider? time = null) => new(await UpHost.StartAsync(
        UpOptionsReader.Read(options with { SecurePort = "0" }, time ?? TimeProvider.System),
        time ?? TimeProvider.System,
        CancellationToken.None));

    /// <summary>Somebody else, by a bearer token.</summary>
    public KubernetesClient WithToken(string token) => new(
        Config with { ClientCertificate = null, Token = new StaticToken(token) }, TimeProvider.System);

    /// <summary>Nobody: no credentials.</summary>
    public KubernetesClient Anonymous() => new(Config with { ClientCertificate = null }, TimeProvider.System);

    /// <summary>Makes a config map; its resourceVersion.</summary>
    public async Task<string> CreateAsync(string name)
    {
        var made = await Client.CreateAsync(ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, CancellationToken.None);
        return made["metadata"]!["resourceVersion"]!.GetValue<string>();
    }

    /// <summary>What a signal does; once.</summary>
    public Task StopAsync() => stopping ??= host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await host.DisposeAsync();
    }
}

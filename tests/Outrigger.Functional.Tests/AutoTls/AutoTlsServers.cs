using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Manifests;
using Outrigger.Client.Rest;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Extension;
using Outrigger.Storage.Memory;
using Outrigger.Testing.Servers;
using WidgetApiServer;

namespace Outrigger.Functional.Tests.AutoTls;

/// <summary>
/// A main server, and Widget servers with --auto-tls behind it, all in this process. Their account has the rights that
/// <c>outrigger manifests --auto-tls</c> gives it, and no others.
/// </summary>
internal sealed class AutoTlsServers(FakeTimeProvider time, ManifestModel? model = null) : IAsyncDisposable
{
    private const string Account = "system:serviceaccount:auto-system:auto-server";
    private static readonly string[] Groups = ["system:serviceaccounts", "system:serviceaccounts:auto-system", "system:authenticated"];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-auto-tls-");
    private readonly CancellationTokenSource stop = new();
    private readonly List<(ExtensionServer Server, Task Running)> servers = [];
    private TestApiServer? main;

    public static ManifestModel Model { get; } = new()
    {
        Name = "auto-server",
        Namespace = "auto-system",
        Group = "custom.example.com",
        Versions = ["v1"],
        Image = "auto-server:v1",
        Replicas = 2,
        EtcdServers = "http://etcd:2379",
        Trust = TrustMode.AutoTls,
    };

    public KubernetesClient Client => main!.Client;

    public async Task StartMainAsync()
    {
        main = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true, Clock = new DateOf(time) });
        foreach (var manifest in ManifestSet.Build(model ?? Model))
        {
            await main.ApplyAsync((JsonObject)manifest.DeepClone());
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "kubeconfig"), main.Kubeconfig(Account, Groups));
    }

    /// <summary>One more replica, with an endpoint of its own.</summary>
    public async Task AddAsync(AutoTlsOptions options)
    {
        var builder = new ExtensionServerBuilder("auto-server") { Time = time }
            .UseStorage((_, _) => Task.FromResult<Storage.Contract.IStore>(new MemoryStore(TimeProvider.System)))
            .AddResource<Widget>();
        var server = await ExtensionServer.StartAsync(
            builder,
            new ExtensionServerOptions
            {
                SecurePort = 0,
                BindAddress = "127.0.0.1",
                Kubeconfig = Path.Combine(folder.FullName, "kubeconfig"),
                DataDir = Path.Combine(folder.FullName, $"data-{servers.Count}"),
                AutoTls = options,

                // a question to the main server that is under way when the clock jumps would time out
                AlwaysAllowPaths = ["/healthz", "/readyz", "/livez", "/apis/*", "/openapi/*"],
            },
            NullLoggerFactory.Instance,
            CancellationToken.None);
        servers.Add((server, server.RunAsync(stop.Token)));
        await main!.ApplyAsync($$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: auto-server-{{servers.Count}}, namespace: auto-system, labels: {kubernetes.io/service-name: auto-server} }
            addressType: IPv4
            endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
            ports: [{port: {{server.Port}}, protocol: TCP}]
            """);
    }

    public Task<JsonObject> ApiServiceAsync() => Client.GetAsync(
        new ResourcePath(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.custom.example.com"), CancellationToken.None);

    public Task<JsonObject?> FindApiServiceAsync() => Client.FindAsync(
        new ResourcePath(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.custom.example.com"), CancellationToken.None);

    /// <summary>How many authorities the APIService trusts.</summary>
    public async Task<int> AuthoritiesAsync()
    {
        var bundle = (string?)(await ApiServiceAsync())["spec"]!["caBundle"];
        return Encoding.UTF8.GetString(Convert.FromBase64String(bundle ?? "")).Split("BEGIN CERTIFICATE").Length - 1;
    }

    public Task<JsonObject> ListAsync() =>
        Client.ListAsync(new ResourcePath(new GroupVersionResource("custom.example.com", "v1", "widgets"), "default"), null, CancellationToken.None);

    /// <summary>The certificate that a replica shows now.</summary>
    public async Task<string> ShownAsync(int replica)
    {
        var shown = await Cli.Doctor.Probes.TlsProbe.RunAsync(
            new Cli.Doctor.Model.Backend("127.0.0.1", servers[replica].Server.Port), "auto-server.auto-system.svc", CancellationToken.None);
        return shown.Leaf.Thumbprint;
    }

    public async Task WaitUntilAvailableAsync() => await Eventually.TrueAsync(
        async () => ((await ApiServiceAsync())["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c!["type"] == "Available" && (string?)c["status"] == "True") is true,
        "the APIService to be available",
        TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var (server, running) in servers)
        {
            await running;
            await server.DisposeAsync();
        }

        await (main?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Delete(recursive: true);
        stop.Dispose();
    }
}

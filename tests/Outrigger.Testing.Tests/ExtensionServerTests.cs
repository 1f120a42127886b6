using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Registry.Typed;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Extension;
using Outrigger.Server.Reconciling;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.Testing.Servers;

namespace Outrigger.Testing.Tests;

/// <summary>The extension server of docs/testing.md.</summary>
public sealed class ExtensionServerTests : IDisposable
{
    private static readonly ResourcePath ApiService = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.shop.example.com");
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-testing").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ExtensionServer_BehindTheTestServer_IsReachedThroughTheAggregator()
    {
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        var builder = new ExtensionServerBuilder("shop")
            .UseStorage((_, _) => Task.FromResult<IStore>(new MemoryStore(TimeProvider.System)))
            .AddResource(new TypedOptions<Order>(), context => new Booking(context.Main))
            .AddBackground((context, token) => context.Main.CreateAsync(ConfigMaps, ConfigMap("beside"), token));
        await using var main = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }, Token);
        await main.ApplyAsync("{apiVersion: v1, kind: Service, metadata: {name: shop, namespace: shop}, spec: {ports: [{port: 443}]}}", Token);
        await File.WriteAllTextAsync(kubeconfig, main.Kubeconfig(), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await ExtensionServer.StartAsync(
            builder,
            new ExtensionServerOptions
            {
                SecurePort = 0,
                BindAddress = "127.0.0.1",
                Kubeconfig = kubeconfig,
                DataDir = folder,
                AutoTls = new AutoTlsOptions { Service = "shop/shop", Register = true },
            },
            NullLoggerFactory.Instance,
            Token);
        var running = server.RunAsync(stop.Token);
        await main.ApplyAsync($$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: shop, namespace: shop, labels: {kubernetes.io/service-name: shop} }
            addressType: IPv4
            endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
            ports: [{port: {{server.Port}}}]
            """, Token);

        await Eventually.TrueAsync(async () => IsAvailable(await main.Client.FindAsync(ApiService, Token)), "the APIService to be available");
        var orders = new ResourcePath(new GroupVersionResource("shop.example.com", "v1", "orders"), "default");
        var first = new JsonObject { ["apiVersion"] = "shop.example.com/v1", ["kind"] = "Order", ["metadata"] = new JsonObject { ["name"] = "first" } };
        await main.Client.CreateAsync(orders, first, Token);
        (await main.Client.ListAsync(orders, null, Token))["items"]!.AsArray().Count.ShouldBe(1);
        await WatchOverSocketAsync(main, "/apis/shop.example.com/v1/namespaces/default/orders?watch=true");
        await Eventually.TrueAsync(async () => await main.Client.FindAsync(ConfigMaps.Named("first"), Token) is not null, "the reconciler's ConfigMap in the main server");
        await Eventually.TrueAsync(async () => await main.Client.FindAsync(ConfigMaps.Named("beside"), Token) is not null, "that of what runs beside");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_WithALoggerFactoryAndAToken_LogsThereAndStopsWithIt()
    {
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await using var main = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }, Token);
        await File.WriteAllTextAsync(kubeconfig, main.Kubeconfig(), Token);
        using var loggers = new CountingLoggers();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new ExtensionServerBuilder("shop")
            .AddBackground(async (_, token) => await stop.CancelAsync().WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))
            .RunAsync(["--secure-port=0", "--bind-address=127.0.0.1", $"--kubeconfig={kubeconfig}", $"--data-dir={folder}"], loggers, stop.Token);

        (await running).ShouldBe(0);
        loggers.Made.ShouldContain("shop");
        loggers.Disposed.ShouldBeFalse();
    }

    // as the page of a dashboard does it
    private static async Task WatchOverSocketAsync(TestApiServer main, string path)
    {
        var token = main.Kubeconfig().Split("token:", 2)[1].Split('\n', 2)[0].Trim();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol($"base64url.bearer.authorization.k8s.io.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))}");
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        socket.Options.AddSubProtocol("events.example.com");
        await socket.ConnectAsync(new UriBuilder(new Uri(main.Address, path)) { Scheme = "wss" }.Uri, Token);
        var buffer = new byte[4096];

        var received = await socket.ReceiveAsync(buffer.AsMemory(), Token);

        received.MessageType.ShouldBe(WebSocketMessageType.Text);
        JsonNode.Parse(buffer.AsSpan(0, received.Count))!["object"]!["metadata"]!["name"]!.ToString().ShouldBe("first");
        socket.SubProtocol.ShouldBe("events.example.com");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
    }

    private static bool IsAvailable(JsonObject? apiService) =>
        (apiService?["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c!["type"] == "Available" && (string?)c["status"] == "True") is true;

    private static JsonObject ConfigMap(string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name } };

    private sealed class CountingLoggers : ILoggerFactory
    {
        private readonly ConcurrentBag<string> made = [];

        public IReadOnlyCollection<string> Made => made;

        public bool Disposed { get; private set; }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName)
        {
            made.Add(categoryName);
            return NullLogger.Instance;
        }

        public void Dispose() => Disposed = true;
    }

    private sealed class Booking(KubernetesClient main) : Reconciler<Order>
    {
        public override Task ReconcileAsync(Order obj, ResourceClient<Order> resources, CancellationToken cancellationToken) =>
            main.CreateAsync(ConfigMaps, ConfigMap(obj.Metadata.Name!), cancellationToken);
    }

    [KubernetesResource(Group = "shop.example.com", Version = "v1")]
    private sealed class Order
    {
        public ObjectMeta Metadata { get; set; } = new();
    }
}

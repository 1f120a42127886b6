using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Building;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Server.Networking;
using Outrigger.Server.OpenApi;
using Outrigger.Server.Requests;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Memory;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

/// <summary>The whole aggregator over a store in memory, with a clock that stands still.</summary>
internal sealed class AggregatorHarness : IAsyncDisposable
{
    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Slices = new("discovery.k8s.io", "v1", "endpointslices");
    public static readonly SchemaLibrary Library =
        SchemaLibrary.Load(typeof(AggregatorModule).Assembly, typeof(AggregatorHarness).Assembly);

    private readonly MemoryStore store = new();
    private readonly WatchCache cache;
    private readonly AggregatorModule module;
    private readonly ResourceBuilder builder;

    private AggregatorHarness(WatchCache cache, LoopbackPolicy loopback, CredentialFolder? credentials, TimeProvider? time, AdmissionChain admission)
    {
        this.cache = cache;
        builder = new ResourceBuilder(cache);
        Catalog.Publish("core", [Plain(builder, "", "Service", 18000), Plain(builder, "discovery.k8s.io", "EndpointSlice", 16200)]);
        module = new AggregatorModule(new AggregatorParts
        {
            Catalog = Catalog,
            Builder = builder,
            Schemas = Library,
            Admission = admission,
            FrontProxyCertificate = Pki.Client("front-proxy-client"),
            FrontProxyFiles = credentials?.Paths,
            Loopback = loopback,
            Time = time ?? Clock,
            Loggers = NullLoggerFactory.Instance,
        });
        Objects = new ObjectAccess(Catalog, Clock);
    }

    public TestPki Pki { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public ResourceCatalog Catalog { get; } = new();

    public ObjectAccess Objects { get; }

    public static async Task<AggregatorHarness> StartAsync(
        LoopbackPolicy? loopback = null, CredentialFolder? credentials = null, TimeProvider? time = null,
        AdmissionChain? admission = null, Func<AggregatorHarness, Task>? before = null, bool local = true)
    {
        var harness = new AggregatorHarness(
            await WatchCache.StartAsync(new MemoryStore(), new WatchCacheOptions(), default), loopback ?? LoopbackPolicy.All, credentials, time,
            admission ?? AdmissionChain.None);
        await (before?.Invoke(harness) ?? Task.CompletedTask);
        await harness.module.StartAsync(default);
        if (local)
        {
            harness.StartLocalApiServices();
        }

        return harness;
    }

    /// <summary>All kinds are in the catalog.</summary>
    public void StartLocalApiServices() => module.StartLocalApiServices();

    /// <summary>Serves version v1 of custom groups, and no others; null for none.</summary>
    public void PublishCustom(params string[]? groups) =>
        Catalog.Publish("custom", [.. (groups ?? []).Select(group => Plain(builder, group, "EndpointSlice", 1000, KindOrigin.Custom))]);

    public IOpenApiSource OpenApi => module.OpenApi;

    /// <summary>What the catalog has for shop.io/v1.</summary>
    public IRemoteGroupVersion? Remote => Catalog.Current.Find(new GroupVersion("shop.io", "v1"))?.Remote;

    public Task CreateServiceAsync(string spec = """{"ports":[{"name":"api","port":443}],"type":"ClusterIP"}""") =>
        Objects.CreateAsync(Services, new JsonObject { ["metadata"] = Tree("""{"name":"api"}"""), ["spec"] = Tree(spec) }, "shop");

    public Task CreateSliceAsync(int port, string address = "127.0.0.1", bool ready = true)
    {
        var slice = Tree("""
            {"metadata":{"name":"api-1","labels":{"kubernetes.io/service-name":"api"}},"addressType":"IPv4",
             "endpoints":[{"addresses":[],"conditions":{}}],"ports":[{"name":"api"}]}
            """);
        slice["ports"]![0]!["port"] = port;
        slice["endpoints"]![0]!["addresses"]!.AsArray().Add(address);
        slice["endpoints"]![0]!["conditions"]!["ready"] = ready;
        return Objects.CreateAsync(Slices, slice, "shop");
    }

    public Task UpdateSliceAsync(Action<JsonObject> edit) => Objects.UpdateAsync(Slices, "api-1", edit, "shop");

    public Task UpdateServiceAsync(Action<JsonObject> edit) => Objects.UpdateAsync(Services, "api", edit, "shop");

    public Task CreateApiServiceAsync(string? name = null, string? spec = null)
    {
        var service = Tree("""
            {"metadata":{},"spec":{"group":"shop.io","version":"v1","groupPriorityMinimum":1000,"versionPriority":15,
             "service":{"namespace":"shop","name":"api"}}}
            """);
        service["metadata"]!["name"] = name ?? "v1.shop.io";
        if (spec is null)
        {
            service["spec"]!["caBundle"] = Convert.ToBase64String(Pki.Bundle);
        }
        else
        {
            service["spec"] = Tree(spec);
        }

        return Objects.CreateAsync(ApiServiceKind.Resource, service);
    }

    public Task UpdateApiServiceAsync(Action<JsonObject> edit) => Objects.UpdateAsync(ApiServiceKind.Resource, "v1.shop.io", edit);

    /// <summary>Service, slice and APIService for a server.</summary>
    public async Task RegisterAsync(ScriptedBackend backend)
    {
        await CreateServiceAsync();
        await CreateSliceAsync(backend.Endpoint.Port);
        await CreateApiServiceAsync();
    }

    public async Task<JsonObject> GetApiServiceAsync(string name = "v1.shop.io") =>
        (await Objects.GetAsync(ApiServiceKind.Resource, name)).ToTree();

    /// <summary>Waits until the Available condition is this; the message is returned.</summary>
    public async Task<string> ConditionAsync(string status, string reason)
    {
        AvailableCondition? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                last = ApiServiceReader.ReadCondition(await GetApiServiceAsync());
                return last is not null && last.Status == status && last.Reason == reason;
            },
            $"{status} {reason}",
            TimeSpan.FromSeconds(60));
        return last!.Message;
    }

    /// <summary>Sends a GET of shop.io/v1 through the aggregator; the status of the answer.</summary>
    public async Task<int> RequestAsync(string path = "/apis/shop.io/v1/namespaces/x/orders")
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path) = ("GET", path);
        http.Response.Body = new MemoryStream();
        var request = new RequestContext(http, RequestInfoParser.Parse(http), "audit-1", DateTimeOffset.UnixEpoch) { User = new("alice", []) };
        await Remote!.ServeAsync(request);
        return http.Response.StatusCode;
    }

    public ScriptedBackend Answering(Func<BackendConnection, ReceivedRequest, Task> answer) =>
        ScriptedBackend.Answering(Pki.Serve("api.shop.svc"), answer);

    public static JsonObject Tree(string json) => ObjectReader.Read(Encoding.UTF8.GetBytes(json));

    public async ValueTask DisposeAsync()
    {
        await module.DisposeAsync();
        await cache.DisposeAsync();
        await store.DisposeAsync();
    }

    private static CatalogGroupVersion Plain(
        ResourceBuilder builder, string group, string kind, int priority, KindOrigin origin = KindOrigin.BuiltIn) =>
        new(new(group, "v1"), priority, 15)
        {
            Resources = builder.Build(new ResourceModel
            {
                Kinds = [Library.FindKind(new GroupVersionKind(origin == KindOrigin.Custom ? "discovery.k8s.io" : group, "v1", kind))! with { Kind = new(group, "v1", kind) }],
                StorageVersion = "v1",
                Origin = origin,
                Strategy = new PlainStrategy(),
            }).Versions,
        };
}

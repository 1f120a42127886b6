using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Outrigger.Cli.Doctor;
using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.TestKit;
using Outrigger.TestKit.Tls;
using Outrigger.Testing.Servers;

namespace Outrigger.Cli.Tests.Doctor;

/// <summary>A main server in this process and an extension server behind it that can be given faults, with the doctor's checks run on both.</summary>
internal sealed partial class PatientServer : IAsyncDisposable
{
    public const string ApiService = "v1.shop.example.com";
    private const string Kinds = """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"shop.example.com/v1","resources":[{"name":"orders","singularName":"order","namespaced":true,"kind":"Order","verbs":["get","list"]}]}""";
    private const string V3Index = """{"paths":{"apis/shop.example.com/v1":{"serverRelativeURL":"/openapi/v3/apis/shop.example.com/v1?hash=1"}}}""";
    private const string V3 = """{"openapi":"3.0.0","info":{"title":"shop","version":"1"},"paths":{}}""";
    private const string V2 = """{"swagger":"2.0","paths":{"/apis/shop.example.com/v1/orders":{"get":{"responses":{"200":{"description":"OK"}}}}}}""";

    private readonly TestApiServer main;
    private readonly TlsServer extension;

    private PatientServer(TestApiServer main, TlsServer extension)
    {
        this.main = main;
        this.extension = extension;
    }

    public KubernetesClient Client => main.Client;

    /// <summary>Starts both.</summary>
    /// <param name="answers">By path what the extension server answers otherwise; null for 404.</param>
    public static Task<PatientServer> StartAsync(params (string Path, string? Body)[] answers) => StartAsync(demandsCertificate: false, answers);

    /// <summary>The same; the extension server may speak only with who shows a certificate.</summary>
    public static async Task<PatientServer> StartAsync(bool demandsCertificate, params (string Path, string? Body)[] answers)
    {
        var own = answers.ToDictionary(a => a.Path, a => a.Body, StringComparer.Ordinal);
        var extension = await TlsServer.StartAsync(http => AnswerAsync(http, own), demandsCertificate);
        var main = await TestApiServer.StartAsync(new TestApiServerOptions { Objects = Objects(extension.Url.Port) });
        var server = new PatientServer(main, extension);
        await Eventually.TrueAsync(
            async () => new ApiServiceSpec(await main.Client.GetAsync(KubernetesPaths.ApiServices.Named(ApiService), CancellationToken.None)).IsAvailable,
            "the APIService to be available",
            TimeSpan.FromSeconds(60));
        return server;
    }

    /// <summary>Runs all checks of the APIService, or of the main server, and gives back one.</summary>
    public async Task<CheckResult> CheckAsync(string check, bool inCluster = false, string apiService = ApiService)
    {
        var context = new DoctorContext
        {
            Client = Client,
            Config = new ClientConfig { Server = new Uri("https://localhost") },
            Time = TimeProvider.System,
            ApiServiceName = apiService,
            IsInCluster = inCluster,
            Timeout = TimeSpan.FromSeconds(2),
        };
        var main = await CheckRunner.RunAsync(CheckList.MainServer(), context, CancellationToken.None);
        var rows = await CheckRunner.RunAsync(CheckList.ApiService(), context, CancellationToken.None);
        return main.Concat(rows).Single(r => r.Check == check).Result;
    }

    /// <summary>Waits until a check says so: what it looks at follows a moment later.</summary>
    public async Task<CheckResult> SeesAsync(string check, CheckState state)
    {
        var last = CheckResult.NotTried("");
        await Eventually.TrueAsync(async () => (last = await CheckAsync(check)).State == state, $"{check} to be {state}", TimeSpan.FromSeconds(60));
        return last;
    }

    public Task ApplyAsync(string yaml) => main.ApplyAsync(yaml);

    /// <summary>Does what <c>kubectl patch apiservice NAME --type=merge -p '…'</c> does.</summary>
    public Task PatchAsync(string command)
    {
        var parts = PatchCommand().Match(command);
        parts.Success.ShouldBeTrue(command);
        return Client.PatchAsync(
            KubernetesPaths.ApiServices.Named(parts.Groups["name"].Value), PatchType.Merge, JsonNode.Parse(parts.Groups["patch"].Value)!, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await main.DisposeAsync();
        await extension.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext http, Dictionary<string, string?> own)
    {
        var path = http.Request.Path.Value!;
        var body = own.TryGetValue(path, out var changed) ? changed : path switch
        {
            "/apis/shop.example.com/v1" => Kinds,
            "/openapi/v3" => V3Index,
            "/openapi/v3/apis/shop.example.com/v1" => V3,
            "/openapi/v2" => V2,
            _ => null,
        };
        http.Response.StatusCode = body is null ? 404 : 200;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body ?? "", CancellationToken.None);
    }

    private static string Objects(int port) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: shop, namespace: shop-system}
        spec: {ports: [{port: 443, protocol: TCP}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: shop-1, namespace: shop-system, labels: {kubernetes.io/service-name: shop} }
        addressType: IPv4
        endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
        ports: [{port: {{port}}, protocol: TCP}]
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: {{ApiService}} }
        spec:
          group: shop.example.com
          version: v1
          groupPriorityMinimum: 1000
          versionPriority: 15
          insecureSkipTLSVerify: true
          service: {namespace: shop-system, name: shop}
        """;

    [GeneratedRegex("^kubectl patch apiservice (?<name>\\S+) --type=merge -p '(?<patch>.*)'$", RegexOptions.NonBacktracking)]
    private static partial Regex PatchCommand();
}

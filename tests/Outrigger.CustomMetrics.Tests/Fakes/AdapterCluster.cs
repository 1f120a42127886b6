using System.Net;
using Outrigger.CustomMetrics.Hosting;
using Outrigger.CustomMetrics.Providers;
using Outrigger.CustomMetrics.Cluster;
using Outrigger.Server.Extension;
using Outrigger.Testing.Servers;

namespace Outrigger.CustomMetrics.Tests.Fakes;

/// <summary>A main server in this process and, behind its aggregator, an adapter with several providers. Tests only ask it.</summary>
public sealed class AdapterCluster : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] ApiServices = ["v1beta2.custom.metrics.k8s.io", "v1beta1.custom.metrics.k8s.io", "v1beta1.external.metrics.k8s.io"];
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-adapter-").FullName;
    private readonly CancellationTokenSource stop = new();
    private ExtensionServer? adapter;
    private Task running = Task.CompletedTask;
    private HttpClient? http;

    internal TestApiServer Server { get; private set; } = null!;

    internal LogLines Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Server = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true });
        http = Server.CreateHttpClient();
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, Server.Kubeconfig());
        var options = new ExtensionServerOptions { BindAddress = "127.0.0.1", SecurePort = 0, Kubeconfig = kubeconfig };
        adapter = await ExtensionServer.StartAsync(Build(), options, Log, CancellationToken.None);
        running = adapter.RunAsync(stop.Token);
        await Server.ApplyAsync(Registration(adapter.Port));
        foreach (var name in ApiServices)
        {
            await Eventually.TrueAsync(
                async () => (await http.GetStringAsync(new Uri($"/apis/apiregistration.k8s.io/v1/apiservices/{name}", UriKind.Relative))).Contains("\"reason\":\"Passed\"", StringComparison.Ordinal),
                $"{name} to be available; the log: {Log}",
                Patience);
        }
    }

    /// <summary>Asks the main server; <paramref name="user"/> null is an administrator.</summary>
    internal async Task<(HttpStatusCode Code, byte[] Body, string? Type)> SendAsync(
        string path, string accept = "application/json", string? user = null, HttpMethod? method = null)
    {
        using var other = user is null ? null : new HttpClient(Server.CreateHandler(new ApiMachinery.Identity.UserInfo(user, ["system:authenticated"]))) { BaseAddress = http!.BaseAddress };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await (other ?? http!).SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    internal async Task<string> TextAsync(string path)
    {
        var (_, body, _) = await SendAsync(path);
        return System.Text.Encoding.UTF8.GetString(body);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        if (adapter is not null)
        {
            await adapter.DisposeAsync();
        }

        http?.Dispose();
        await Server.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private ExtensionServerBuilder Build()
    {
        Func<ClusterObjects, ScriptedProvider> queues = objects => new ScriptedProvider
        {
            OnList = async (metric, selector, token) =>
                [.. (await objects.ListNamesAsync(metric, selector, token)).Select((name, i) => new CustomMetricValue(name, ApiMachinery.Quantities.Quantity.FromLong(i + 1)) { Time = ScriptedProvider.Measured, Window = TimeSpan.FromSeconds(90) })],
            OnExternal = (metric, _) => new([.. new[] { "orders", "mails" }
                .Select(q => new ExternalMetricValue(new Dictionary<string, string> { ["queue"] = q, ["at"] = metric.Namespace }, ApiMachinery.Quantities.Quantity.Parse("3k")) { Time = ScriptedProvider.Measured })
                .Where(v => metric.Series.Matches(v.Labels))]),
        };
        var broken = new ScriptedProvider
        {
            OnGet = (_, _, _) => throw new InvalidOperationException("Password=secret"),
            OnExternal = async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return [];
            },
        };
        var brief = new ProviderOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        return new ExtensionServerBuilder("adapter")
            .AddCustomMetrics("queues", queues, MetricNames.Of("queue_depth", "pods/requests"))
            .AddCustomMetrics("broken", _ => broken, MetricNames.Of("broken", "queue_depth"))
            .AddExternalMetrics("queues", queues, MetricNames.Of("queue_depth"))
            .AddExternalMetrics("slow", _ => broken, MetricNames.Where((_, metric) => metric.StartsWith("slow", StringComparison.Ordinal)), brief);
    }

    private static string Registration(int port) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: adapter, namespace: default}
        spec: {ports: [{name: https, port: 443, targetPort: {{port}} }]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: adapter, namespace: default, labels: {kubernetes.io/service-name: adapter} }
        addressType: IPv4
        ports: [{name: https, port: {{port}} }]
        endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
        """
        + string.Concat(ApiServices.Select(name =>
            $$"""

            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: {{name}} }
            spec:
              group: {{name[8..]}}
              version: {{name[..7]}}
              groupPriorityMinimum: 100
              versionPriority: {{(name[6] == '2' ? 200 : 100)}}
              insecureSkipTLSVerify: true
              service: {name: adapter, namespace: default}
            """));
}

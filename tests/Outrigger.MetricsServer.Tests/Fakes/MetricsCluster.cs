using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.MetricsServer.Hosting;
using Outrigger.MetricsServer.Options;
using Outrigger.Server.Extension;
using Outrigger.Testing.Servers;

namespace Outrigger.MetricsServer.Tests.Fakes;

/// <summary>
/// A main server in this process, a metrics server behind its aggregator with the rights, the Service and the APIService of the manifests
/// in deploy/, and kubelets that do as they are told.
/// </summary>
internal sealed class MetricsCluster : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-metrics-").FullName;
    private readonly List<FakeKubelet> kubelets = [];
    private readonly List<(MetricsServerHost Host, Task Running)> hosts = [];
    private readonly CancellationTokenSource stop = new();

    private MetricsCluster(TestApiServer server) => Server = server;

    public TestApiServer Server { get; }

    public FakeAuthority Authority { get; } = new();

    public LogLines Log { get; } = new();

    public MetricsServerHost Host => hosts[0].Host;

    public static async Task<MetricsCluster> StartAsync()
    {
        var cluster = new MetricsCluster(await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }));
        await cluster.Server.ApplyAsync(Manifest("10-rbac.yaml"));
        return cluster;
    }

    /// <summary>A manifest of deploy/metrics-server.</summary>
    public static string Manifest(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "deploy", file));

    /// <summary>Starts a kubelet with a certificate of its node, and registers the node.</summary>
    public async Task<FakeKubelet> AddNodeAsync(string name, Func<HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var kubelet = await AddKubeletAsync(certificate ?? Authority.Kubelet(name), answer);
        await RegisterAsync(name, kubelet.Port);
        return kubelet;
    }

    public Task<FakeKubelet> AddNodeAsync(string name, KubeletPage page) => AddNodeAsync(name, FakeKubelet.Text(page.ToString));

    /// <summary>A kubelet that no node names.</summary>
    public async Task<FakeKubelet> AddKubeletAsync(X509Certificate2 certificate, Func<HttpContext, Task> answer)
    {
        var kubelet = await FakeKubelet.StartAsync(certificate, answer);
        kubelets.Add(kubelet);
        return kubelet;
    }

    public Task RegisterAsync(string name, int port, string type = "InternalIP", string address = "127.0.0.1") => Server.ApplyAsync(
        $$"""
        apiVersion: v1
        kind: Node
        metadata: {name: {{name}}, labels: {kubernetes.io/hostname: {{name}}, zone: "{{name[..1]}}" } }
        status:
          addresses: [{type: {{type}}, address: {{address}} }]
          conditions: [{type: Ready, status: "True"}]
          daemonEndpoints: {kubeletEndpoint: {Port: {{port}} } }
        """);

    public Task AddPodAsync(string ns, string name, string phase = "Running") => Server.ApplyAsync(
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, namespace: {{ns}}, labels: {app: {{name}}, tier: test} }
        spec: {containers: [{name: app, image: app}] }
        status: {phase: {{phase}} }
        """);

    /// <summary>Starts a metrics server and registers it; a further one is only started.</summary>
    public async Task<MetricsServerHost> StartServerAsync(Func<KubeletOptions, KubeletOptions>? kubelets = null, double seconds = 2)
    {
        var kubelet = new KubeletOptions
        {
            UseNodeStatusPort = true,
            AllowLoopback = true,
            RequestTimeout = TimeSpan.FromSeconds(seconds * 0.9),
            CertificateAuthorityFile = Write("kubelet-ca.crt", Authority.Pem),
        };
        using var serving = Authority.Issue("metrics-server", ["metrics-server.kube-system.svc"]);
        var options = new MetricsServerOptions
        {
            MetricResolution = TimeSpan.FromSeconds(seconds),
            Kubelet = kubelets?.Invoke(kubelet) ?? kubelet,
            Serving = new ExtensionServerOptions
            {
                BindAddress = "127.0.0.1",
                SecurePort = 0,
                Kubeconfig = Write("kubeconfig", await KubeconfigAsync()),
                TlsCertFile = Write("tls.crt", serving.ExportCertificatePem()),
                TlsPrivateKeyFile = Write("tls.key", serving.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            },
        };
        options.Problems().ShouldBeEmpty();
        var host = await MetricsServerHost.StartAsync(options, Log, TimeProvider.System, CancellationToken.None);
        hosts.Add((host, host.RunAsync(stop.Token)));
        if (hosts.Count == 1)
        {
            await PublishAsync(host.Port);
        }

        return host;
    }

    /// <summary>Leads the Service to another metrics server.</summary>
    public async Task PublishAsync(int port)
    {
        await Server.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Service
            metadata: {name: metrics-server, namespace: kube-system}
            spec: {ports: [{name: https, port: 443, targetPort: {{port}} }]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: metrics-server, namespace: kube-system, labels: {kubernetes.io/service-name: metrics-server} }
            addressType: IPv4
            ports: [{name: https, port: {{port}} }]
            endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
            """);
        await Server.ApplyAsync(Manifest("30-apiservice.yaml.tmpl").Replace("${CA_BUNDLE}", Convert.ToBase64String(Encoding.UTF8.GetBytes(Authority.Pem)), StringComparison.Ordinal));
    }

    /// <summary>Null while the aggregator has no way there, or for 404.</summary>
    public async Task<JsonObject?> FindAsync(string path, KubernetesClient? client = null)
    {
        try
        {
            return await (client ?? Server.Client).SendAsync(HttpMethod.Get, $"/apis/metrics.k8s.io/v1beta1/{path}", null, CancellationToken.None);
        }
        catch (StatusException e) when (e.Status.Code is 404 or 503)
        {
            return null;
        }
    }

    /// <summary>When the figure of a node was measured; null when there is none.</summary>
    public async Task<string?> TimestampAsync(string node) => (string?)(await FindAsync($"nodes/{node}"))?["timestamp"];

    public Task HasFiguresAsync(string node) =>
        Eventually.TrueAsync(async () => await TimestampAsync(node) is not null, $"figures of {node}; the log: {Log}", Patience);

    /// <summary>A page of the metrics server itself, past the aggregator, as an administrator.</summary>
    public async Task<string> PageAsync(string path, MetricsServerHost? host = null)
    {
        using var client = new KubernetesClient(
            Kubeconfig.Load(Write("admin", Server.Kubeconfig())).ToClientConfig(TimeProvider.System) with
            {
                Server = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{(host ?? Host).Port}")),
                Authorities = null,
                InsecureSkipTlsVerify = true,
            },
            TimeProvider.System);
        try
        {
            return await client.GetTextAsync(path, CancellationToken.None);
        }
        catch (StatusException e)
        {
            return e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var (host, running) in hosts)
        {
            await running;
            await host.DisposeAsync();
        }

        foreach (var kubelet in kubelets)
        {
            await kubelet.DisposeAsync();
        }

        await Server.DisposeAsync();
        Authority.Dispose();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // as a pod has it: the token of the manifests' service account, with the manifests' rights
    private async Task<string> KubeconfigAsync()
    {
        var issued = await Server.Client.CreateTokenAsync("kube-system", "metrics-server", [], TimeSpan.FromHours(1), CancellationToken.None);
        var admin = Server.Kubeconfig();
        var from = admin.IndexOf("token: ", StringComparison.Ordinal) + "token: ".Length;
        return admin[..from] + issued.Token + admin[admin.IndexOf('\n', from)..];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}

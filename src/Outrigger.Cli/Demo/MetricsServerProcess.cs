using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Cli.Files;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo;

/// <summary>The metrics server of a demo: <c>outrigger metrics-server</c> as a process, with the rights of its manifests.</summary>
internal sealed class MetricsServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly ResourcePath PodMetrics = new(new GroupVersionResource("metrics.k8s.io", "v1beta1", "pods"), DemoNames.MetricsNamespace);
    private readonly TimeProvider time;
    private readonly string authority;

    private MetricsServerProcess(ChildProcess process, TokenKeeper keeper, TimeSpan tokenDue, string authority, int port, TimeProvider time)
    {
        this.time = time;
        Process = process;
        Keeper = keeper;
        TokenDue = tokenDue;
        this.authority = authority;
        Port = port;
    }

    /// <summary>Whether this machine can be the node that is measured.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>What the control plane is started with, so that there is a node, and that a demo need not wait long for the autoscaler.</summary>
    public static IReadOnlyList<string> ControlPlaneFlags => IsSupported ? ["--local-node", "--horizontal-pod-autoscaler-sync-period=1s"] : [];

    public ChildProcess Process { get; }

    /// <summary>Renews its token.</summary>
    public TokenKeeper Keeper { get; }

    /// <summary>After what time the next token is due.</summary>
    public TimeSpan TokenDue { get; }

    public int Port { get; }

    /// <summary>Service, EndpointSlice and APIService.</summary>
    public string Manifest
    {
        get
        {
            var service = ManifestText.Read("metrics-service.yaml", ("PORT", Port.ToString(CultureInfo.InvariantCulture)));
            return $"{service}---\n{ManifestText.Read("metrics-apiservice.yaml", ("CA_BUNDLE", WidgetCertificates.Base64(authority)))}";
        }
    }

    /// <summary>Creates its account and rights, and starts it. It scrapes every 3 seconds: an autoscaler sees load soon, and a busy machine keeps up.</summary>
    public static async Task<MetricsServerProcess> StartAsync(DemoFolder folder, ControlPlaneProcess plane, TimeProvider time, CancellationToken cancellationToken)
    {
        await new Registration(plane.Client, time).ApplyAsync(ManifestText.Read("metrics-rbac.yaml"), cancellationToken).ConfigureAwait(false);
        string PathOf(string file) => Path.Combine(folder.MetricsServer, file);
        var certificates = WidgetCertificates.Create(time, DemoNames.MetricsServer, DemoNames.MetricsNamespace);
        PrivateFiles.Write(PathOf("tls.crt"), certificates.Serving.CertificatePem);
        PrivateFiles.Write(PathOf("tls.key"), certificates.Serving.KeyPem);
        var keeper = new TokenKeeper(plane.Client, PathOf("token"), time, DemoNames.MetricsNamespace, DemoNames.MetricsServer);
        var due = await keeper.RenewAsync(cancellationToken).ConfigureAwait(false);
        keeper.WriteKubeconfig(PathOf("kubeconfig"), folder);
        var process = ChildProcess.Start(
            "the metrics server",
            [
                .. Programs.Own(), "metrics-server", "--bind-address=127.0.0.1", "--secure-port=0",
                $"--tls-cert-file={PathOf("tls.crt")}", $"--tls-private-key-file={PathOf("tls.key")}", $"--kubeconfig={PathOf("kubeconfig")}",
                "--kubelet-preferred-address-types=InternalIP", "--kubelet-use-node-status-port", "--kubelet-allow-loopback",
                "--metric-resolution=3s",
            ],
            folder.MetricsServerLog,
            time);
        try
        {
            var line = await process.WaitForLineAsync("is ready on port ", ReadyLimit, cancellationToken).ConfigureAwait(false);
            var port = int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            return new MetricsServerProcess(process, keeper, due, certificates.AuthorityPem, port, time);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until it has figures of a process: two scrapes that saw it. The metrics API must be available.</summary>
    public async Task WaitForFiguresAsync(KubernetesClient client, ChildProcess measured, CancellationToken cancellationToken)
    {
        // a pod that stands for a process has its number in its name
        var mark = string.Create(CultureInfo.InvariantCulture, $"-{measured.Id}-");
        var start = time.GetTimestamp();
        while (true)
        {
            var pods = await client.ListAsync(PodMetrics, null, cancellationToken).ConfigureAwait(false);
            if (JsonNodes.GetArray(pods, "items")?.Any(p => JsonNodes.GetString(p as JsonObject, "metadata", "name")?.Contains(mark, StringComparison.Ordinal) is true) is true)
            {
                return;
            }

            if (time.GetElapsedTime(start) > ReadyLimit)
            {
                throw new StartupException($"the metrics server has no figures of process {measured.Id} after {ReadyLimit.TotalSeconds:0} s");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

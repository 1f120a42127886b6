using System.Globalization;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary><c>outrigger up</c> and, behind it, samples.</summary>
public abstract class SampleCluster(params IReadOnlyList<Sample> samples) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly List<ChildProcess> processes = [];

    /// <summary>With one sample, which serves one group in version v1.</summary>
    protected SampleCluster(string program, string group)
        : this(new Sample(program, new GroupVersion(group, "v1")))
    {
    }

    protected string Root { get; } = Directory.CreateTempSubdirectory("outrigger-sample-").FullName;

    protected string Kubeconfig => Path.Combine(Root, "up", "kubeconfig");

    public virtual async ValueTask InitializeAsync()
    {
        await StartAsync("up", "Ready in", [.. Programs.Own(), "up", "--data-dir", Path.Combine(Root, "up"), "--secure-port=0", "--allow-loopback-endpoints", .. UpFlags]);
        foreach (var sample in samples)
        {
            await StartAsync(sample);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>More flags of <c>outrigger up</c>.</summary>
    protected virtual IReadOnlyList<string> UpFlags => [];

    /// <summary>NAME=VALUE for the samples.</summary>
    protected virtual IReadOnlyList<string> Environment => [];

    internal KubectlRunner Kubectl(string version) => new(version, Kubeconfig, Path.Combine(Root, "home"));

    /// <summary>Whom a sample speaks as; the administrator by default.</summary>
    protected virtual Task<string> KubeconfigOfAsync(Sample sample) => Task.FromResult(Kubeconfig);

    /// <summary>The process of a sample.</summary>
    internal ChildProcess ProcessOf(string program) => processes[samples.Select(s => s.Program).ToList().IndexOf(program) + 1];

    private async Task StartAsync(Sample sample)
    {
        var name = sample.Program.ToLowerInvariant();
        var line = await StartAsync(
            name,
            "is ready on port ",
            ["env", .. Environment, Path.Combine(AppContext.BaseDirectory, sample.Program), "--bind-address=127.0.0.1", "--secure-port=0", $"--kubeconfig={await KubeconfigOfAsync(sample)}", $"--data-dir={Path.Combine(Root, name)}"]);
        var port = int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        (await Kubectl("1.33").RunAsync("apply -f -", Registration(name, port) + string.Concat(sample.Versions.Select(v => Registration(name, v))))).ShouldSucceed();
        foreach (var version in sample.Versions)
        {
            (await Kubectl("1.33").RunAsync($"wait --for=condition=Available apiservice/{version.Version}.{version.Group} --timeout=60s")).ShouldSucceed();
        }
    }

    private async Task<string> StartAsync(string name, string ready, IReadOnlyList<string> command)
    {
        var process = ChildProcess.Start(name, command, Path.Combine(Root, $"{name}.log"), TimeProvider.System);
        processes.Add(process);
        return await process.WaitForLineAsync(ready, Limit, CancellationToken.None);
    }

    private static string Registration(string name, int port) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: default}
        spec: {ports: [{name: https, port: 443, targetPort: {{port}} }]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{name}}, namespace: default, labels: {kubernetes.io/service-name: {{name}} } }
        addressType: IPv4
        ports: [{name: https, port: {{port}} }]
        endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
        """;

    private static string Registration(string name, GroupVersion version) =>
        $$"""

        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: {{version.Version}}.{{version.Group}} }
        spec:
          group: {{version.Group}}
          version: {{version.Version}}
          groupPriorityMinimum: 1000
          versionPriority: 10
          insecureSkipTLSVerify: true
          service: {name: {{name}}, namespace: default}
        """;
}

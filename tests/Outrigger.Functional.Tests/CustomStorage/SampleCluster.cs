using System.Globalization;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary><c>outrigger up</c> and, behind it, a sample that serves one group in version v1.</summary>
public abstract class SampleCluster(string program, string group) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly List<ChildProcess> processes = [];

    protected string Root { get; } = Directory.CreateTempSubdirectory("outrigger-sample-").FullName;

    private string Kubeconfig => Path.Combine(Root, "up", "kubeconfig");

    public virtual async ValueTask InitializeAsync()
    {
        await StartAsync("up", "Ready in", [.. Programs.Own(), "up", "--data-dir", Path.Combine(Root, "up"), "--secure-port=0", "--allow-loopback-endpoints"]);
        var line = await StartAsync(
            "sample",
            "is ready on port ",
            ["env", .. Environment, Path.Combine(AppContext.BaseDirectory, program), "--bind-address=127.0.0.1", "--secure-port=0", $"--kubeconfig={Kubeconfig}", $"--data-dir={Path.Combine(Root, "sample")}"]);
        var port = int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        (await Kubectl("1.33").RunAsync("apply -f -", Registration(port))).ShouldSucceed();
        (await Kubectl("1.33").RunAsync($"wait --for=condition=Available apiservice/v1.{group} --timeout=60s")).ShouldSucceed();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>NAME=VALUE for the sample.</summary>
    protected virtual IReadOnlyList<string> Environment => [];

    internal KubectlRunner Kubectl(string version) => new(version, Kubeconfig, Path.Combine(Root, "home"));

    private async Task<string> StartAsync(string name, string ready, IReadOnlyList<string> command)
    {
        var process = ChildProcess.Start(name, command, Path.Combine(Root, $"{name}.log"), TimeProvider.System);
        processes.Add(process);
        return await process.WaitForLineAsync(ready, Limit, CancellationToken.None);
    }

    private string Registration(int port) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: sample, namespace: default}
        spec: {ports: [{name: https, port: 443, targetPort: {{port}} }]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: sample, namespace: default, labels: {kubernetes.io/service-name: sample} }
        addressType: IPv4
        ports: [{name: https, port: {{port}} }]
        endpoints: [{addresses: [127.0.0.1], conditions: {ready: true} }]
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.{{group}} }
        spec:
          group: {{group}}
          version: v1
          groupPriorityMinimum: 1000
          versionPriority: 10
          insecureSkipTLSVerify: true
          service: {name: sample, namespace: default}
        """;
}

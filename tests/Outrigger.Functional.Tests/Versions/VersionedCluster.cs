using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Versions;

/// <summary><c>outrigger up</c> and, behind it, the sample that serves a kind in three versions.</summary>
public sealed class VersionedCluster : IAsyncLifetime
{
    private const string Group = "backups.example.com";
    private const string Service = "backup-api-server";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-versions-").FullName;
    private readonly List<ChildProcess> processes = [];
    private KubernetesClient? client;

    private string Kubeconfig => Path.Combine(root, "up", "kubeconfig");

    public async ValueTask InitializeAsync()
    {
        await StartAsync("up", "Ready in", [.. Programs.Own(), "up", "--data-dir", Path.Combine(root, "up"), "--secure-port=0", "--allow-loopback-endpoints"]);
        client = new KubernetesClient(Client.Configuration.Kubeconfig.Load(Kubeconfig).ToClientConfig(TimeProvider.System), TimeProvider.System);
        var line = await StartAsync(
            "sample",
            "is ready on port ",
            [Path.Combine(AppContext.BaseDirectory, "VersionedApiServer"), "--bind-address=127.0.0.1", "--secure-port=0", $"--kubeconfig={Kubeconfig}", $"--data-dir={Path.Combine(root, "sample")}"]);
        await RegisterAsync(int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(root, recursive: true);
    }

    internal KubectlRunner Kubectl(string version) => new(version, Kubeconfig, Path.Combine(root, "home"));

    private async Task<string> StartAsync(string name, string ready, IReadOnlyList<string> command)
    {
        var process = ChildProcess.Start(name, command, Path.Combine(root, $"{name}.log"), TimeProvider.System);
        processes.Add(process);
        return await process.WaitForLineAsync(ready, Limit, CancellationToken.None);
    }

    private async Task RegisterAsync(int port)
    {
        await CreateAsync("", "services", "default", Tree(
            $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"{{Service}}"},"spec":{"ports":[{"name":"https","port":443,"targetPort":{{port}} }]} }"""));
        await CreateAsync("discovery.k8s.io", "endpointslices", "default", Tree(
            $$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","ports":[{"name":"https","port":{{port}} }],
             "metadata":{"name":"{{Service}}","labels":{"kubernetes.io/service-name":"{{Service}}"} },
             "endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true} }]}
            """));
        foreach (var (version, priority) in new[] { ("v1", 30), ("v1beta1", 20), ("v1alpha1", 10) })
        {
            await CreateAsync("apiregistration.k8s.io", "apiservices", "", Tree(
                $$"""
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"{{version}}.{{Group}}"},
                 "spec":{"group":"{{Group}}","version":"{{version}}","groupPriorityMinimum":1000,"versionPriority":{{priority}},
                         "insecureSkipTLSVerify":true,"service":{"name":"{{Service}}","namespace":"default"} } }
                """));
        }

        await Eventually.TrueAsync(async () => await AvailableAsync() == 3, "three versions available", Limit);
    }

    private async Task<int> AvailableAsync()
    {
        var list = await client!.ListAsync(new ResourcePath(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices")), null, CancellationToken.None);
        return (JsonNodes.GetArray(list, "items") ?? []).OfType<JsonObject>().Count(a =>
            JsonNodes.GetString(a, "spec", "group") == Group
            && (JsonNodes.GetArray(a, "status", "conditions") ?? []).OfType<JsonObject>().Any(c => JsonNodes.GetString(c, "status") == "True"));
    }

    private Task CreateAsync(string group, string resource, string ns, JsonObject obj) =>
        client!.CreateAsync(new ResourcePath(new GroupVersionResource(group, "v1", resource), ns), obj, CancellationToken.None);

    private static JsonObject Tree(string json) => (JsonObject)JsonNode.Parse(json)!;
}

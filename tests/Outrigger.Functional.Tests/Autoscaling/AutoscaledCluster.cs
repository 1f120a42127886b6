using Outrigger.ApiMachinery.Naming;
using Outrigger.Functional.Tests.CustomStorage;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Autoscaling;

/// <summary><c>outrigger up</c> and, behind it, the adapter that serves depths of queues and a server of widgets that can be scaled.</summary>
public sealed class AutoscaledCluster() : SampleCluster(
    new Sample(
        Adapter,
        new GroupVersion("custom.metrics.k8s.io", "v1beta2"),
        new GroupVersion("custom.metrics.k8s.io", "v1beta1"),
        new GroupVersion("external.metrics.k8s.io", "v1beta1")),
    new Sample("TypedWidgetApiServer", new GroupVersion("custom.example.com", "v1")))
{
    public const string Adapter = "QueueMetricsServer";

    /// <summary>A kubectl that remembers nothing.</summary>
    internal KubectlRunner FreshKubectl(string version) => new(version, Kubeconfig, Path.Combine(Root, "fresh"));

    // the tests say themselves which pods their Deployments have
    protected override IReadOnlyList<string> UpFlags => ["--horizontal-pod-autoscaler-sync-period=1s", "--controllers=*,-deployment-controller,-replicaset-controller"];

    /// <summary>The adapter has the account and the rights of its manifests, no more.</summary>
    protected override async Task<string> KubeconfigOfAsync(Sample sample)
    {
        if (sample.Program != Adapter)
        {
            return Kubeconfig;
        }

        var kubectl = Kubectl("1.33");
        (await kubectl.RunAsync($"apply -f {Path.Combine(AppContext.BaseDirectory, "queue-metrics", "10-rbac.yaml")}")).ShouldSucceed();
        var token = (await kubectl.RunAsync("create token queue-metrics -n queue-metrics")).ShouldSucceed().Trim();
        var admin = (await kubectl.RunAsync("config view --raw --minify -o 'jsonpath={.clusters[0].cluster.server} {.clusters[0].cluster.certificate-authority-data}'")).ShouldSucceed().Split(' ');
        var path = Path.Combine(Root, "adapter.kubeconfig");
        await File.WriteAllTextAsync(
            path,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: main, cluster: {server: "{{admin[0]}}", certificate-authority-data: "{{admin[1]}}" } }]
            users: [{name: adapter, user: {token: "{{token}}" } }]
            contexts: [{name: main, context: {cluster: main, user: adapter} }]
            current-context: main
            """);
        return path;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Autoscaling;

/// <summary>From the depth of a queue to replicas: the sample adapter, the aggregator, the autoscaler and kubectl, all real.</summary>
public sealed class AutoscalingTests(AutoscaledCluster cluster) : IClassFixture<AutoscaledCluster>
{
    private const string Version = "1.33";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly KubectlRunner kubectl = cluster.Kubectl(Version);

    [Fact]
    public async Task Deployment_WithAnObjectMetric_IsScaled()
    {
        await PrepareAsync("byobject", ["web-a"], "orders=30");

        var value = await RawAsync("/apis/custom.metrics.k8s.io/v1beta2/namespaces/byobject/services/orders/queue_depth");
        ((string?)value["value"]).ShouldBe("30");
        ((string?)value["describedObject"]!["kind"]).ShouldBe("Service");
        await AutoscaleAsync("byobject", "apps/v1", "Deployment", "type: Object, object: {metric: {name: queue_depth}, describedObject: {apiVersion: v1, kind: Service, name: orders}, target: {type: Value, value: 10}}");

        await HasReplicasAsync("byobject", "deployment", 3);
    }

    [Fact]
    public async Task Deployment_WithAPodsMetric_IsScaled()
    {
        await PrepareAsync("bypods", ["web-a", "web-b"], "web-a=8", "web-b=9");

        var list = JsonNode.Parse((await kubectl.RunAsync("get --raw /apis/custom.metrics.k8s.io/v1beta1/namespaces/bypods/pods/*/queue_depth?labelSelector=app%3Dweb")).ShouldSucceed())!;
        list["items"]!.AsArray().Select(i => $"{i!["describedObject"]!["name"]} {i["value"]}").ShouldBe(["web-a 8", "web-b 9"]);
        await AutoscaleAsync("bypods", "apps/v1", "Deployment", "type: Pods, pods: {metric: {name: queue_depth}, target: {type: AverageValue, averageValue: 5}}");

        await HasReplicasAsync("bypods", "deployment", 4);
    }

    [Fact]
    public async Task Deployment_WithAnExternalMetric_IsScaled()
    {
        await PrepareAsync("byexternal", [], "orders=25", "mails=100");

        var value = await RawAsync("/apis/external.metrics.k8s.io/v1beta1/namespaces/byexternal/queue_depth?labelSelector=queue%3Dorders");
        ((string?)value["value"]).ShouldBe("25");
        ((string?)value["metricLabels"]!["queue"]).ShouldBe("orders");
        await AutoscaleAsync("byexternal", "apps/v1", "Deployment", "type: External, external: {metric: {name: queue_depth, selector: {matchLabels: {queue: orders}}}, target: {type: AverageValue, averageValue: 10}}");

        await HasReplicasAsync("byexternal", "deployment", 3);
        (await kubectl.RunAsync("get hpa web -n byexternal")).ShouldSucceed().ShouldContain("/10 (avg)");
        (await kubectl.RunAsync("api-resources --api-group=external.metrics.k8s.io --no-headers")).ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldHaveSingleItem().ShouldStartWith("externalmetrics");
    }

    [Fact]
    public async Task Widget_OfAnExtensionServer_IsScaledByAnExternalMetric()
    {
        await PrepareAsync("widgets", [], "orders=20");
        (await kubectl.RunAsync("apply -f -", "{apiVersion: custom.example.com/v1, kind: Widget, metadata: {name: web, namespace: widgets}, spec: {replicas: 1, image: web}}")).ShouldSucceed();
        (await kubectl.RunAsync("patch widget web -n widgets --subresource=status --type=merge -p '{\"status\":{\"availableReplicas\":1,\"selector\":\"app=web\"}}'")).ShouldSucceed();

        await AutoscaleAsync("widgets", "custom.example.com/v1", "Widget", "type: External, external: {metric: {name: queue_depth}, target: {type: AverageValue, averageValue: 5}}");

        await HasReplicasAsync("widgets", "widget", 4);
    }

    [Fact]
    public async Task Manifests_OfTheAdapter_AreTaken()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "queue-metrics");
        (await kubectl.RunAsync($"apply --dry-run=server -f {Path.Combine(folder, "20-deployment.yaml")}")).ShouldSucceed();
        var template = await File.ReadAllTextAsync(Path.Combine(folder, "30-apiservices.yaml.tmpl"));
        var authority = (await kubectl.RunAsync("config view --raw --minify -o jsonpath={.clusters[0].cluster.certificate-authority-data}")).ShouldSucceed();

        var answer = (await kubectl.RunAsync("apply --dry-run=server -f -", template.Replace("${CA_BUNDLE}", authority, StringComparison.Ordinal))).ShouldSucceed();

        answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Adapter_ThatDoesNotAnswer_NeitherSlowsNorBreaksAnythingElse()
    {
        // kubectl without anything remembered
        var fresh = cluster.FreshKubectl(Version);
        var adapter = cluster.ProcessOf(AutoscaledCluster.Adapter);
        var most = (await WorksAsync(fresh, "usual") * 3) + TimeSpan.FromSeconds(10);
        adapter.Pause();
        try
        {
            // before and after the aggregator has noticed
            (await WorksAsync(fresh, "first")).ShouldBeLessThan(most);
            await Eventually.TrueAsync(
                async () => (await kubectl.RunAsync("get apiservice v1beta1.external.metrics.k8s.io")).Output.Contains("False", StringComparison.Ordinal), "the adapter to be unavailable", Patience);
            (await WorksAsync(fresh, "second")).ShouldBeLessThan(most);
            (await kubectl.RunAsync("get --raw /apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue_depth")).ShouldFail().ShouldContain("ServiceUnavailable");
        }
        finally
        {
            adapter.Resume();
        }

        foreach (var version in new[] { "v1beta2.custom", "v1beta1.custom", "v1beta1.external" })
        {
            (await kubectl.RunAsync($"wait --for=condition=Available apiservice/{version}.metrics.k8s.io --timeout=55s")).ShouldSucceed();
        }
    }

    // how long all of it takes; each command would fail after 60 s
    private static async Task<TimeSpan> WorksAsync(KubectlRunner kubectl, string name)
    {
        var begun = TimeProvider.System.GetTimestamp();
        (await kubectl.RunAsync("get pods,deployments -A")).ShouldSucceed();
        (await kubectl.RunAsync($"create namespace {name}")).ShouldSucceed();
        (await kubectl.RunAsync($"create configmap {name} -n {name}")).ShouldSucceed();
        (await kubectl.RunAsync("get widgets -A")).ShouldSucceed();
        (await kubectl.RunAsync("explain deployment.spec")).ShouldSucceed();
        (await kubectl.RunAsync($"delete namespace {name} --timeout=30s")).ShouldSucceed();
        return TimeProvider.System.GetElapsedTime(begun);
    }

    private async Task PrepareAsync(string ns, IReadOnlyList<string> pods, params string[] queues)
    {
        (await kubectl.RunAsync($"create namespace {ns}")).ShouldSucceed();
        (await kubectl.RunAsync($"create configmap queues -n {ns} {string.Join(' ', queues.Select(q => $"--from-literal={q}"))}")).ShouldSucceed();
        (await kubectl.RunAsync(
            "apply -f -",
            string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: {{ns}} }
            spec:
              replicas: {{Math.Max(1, pods.Count)}}
              selector: {matchLabels: {app: web} }
              template: {metadata: {labels: {app: web} }, spec: {containers: [{name: app, image: app}]} }
            """) + string.Concat(pods.Select(p => $$"""

            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: {{p}}, namespace: {{ns}}, labels: {app: web} }
            spec: {containers: [{name: app, image: app}]}
            """)))).ShouldSucceed();
        foreach (var pod in pods)
        {
            (await kubectl.RunAsync($"patch pod {pod} -n {ns} --subresource=status --type=merge -p '{{\"status\":{{\"phase\":\"Running\",\"conditions\":[{{\"type\":\"Ready\",\"status\":\"True\"}}]}}}}'")).ShouldSucceed();
        }
    }

    private async Task AutoscaleAsync(string ns, string apiVersion, string kind, string metric) => (await kubectl.RunAsync(
        "apply -f -",
        $$"""
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: {{ns}} }
        spec:
          scaleTargetRef: {apiVersion: {{apiVersion}}, kind: {{kind}}, name: web}
          maxReplicas: 10
          metrics:
          - { {{metric}} }
        """)).ShouldSucceed();

    private async Task HasReplicasAsync(string ns, string kind, int replicas)
    {
        try
        {
            await Eventually.TrueAsync(
                async () => (await kubectl.RunAsync($"get {kind} web -n {ns} -o jsonpath={{.spec.replicas}}")).Output == replicas.ToString(CultureInfo.InvariantCulture), "the replicas", Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException((await kubectl.RunAsync($"describe hpa web -n {ns}")).Output, e);
        }

        (await kubectl.RunAsync($"wait --for=condition=ScalingActive hpa/web -n {ns} --timeout=30s")).ShouldSucceed();
    }

    private async Task<JsonNode> RawAsync(string path) =>
        JsonNode.Parse((await kubectl.RunAsync($"get --raw {path}")).ShouldSucceed())!["items"]!.AsArray().ShouldHaveSingleItem()!;
}

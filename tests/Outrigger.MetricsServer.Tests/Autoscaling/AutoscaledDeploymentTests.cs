using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Autoscaling;

/// <summary>From a kubelet's counters to the replicas of a Deployment: metrics server, aggregator and autoscaler, all real.</summary>
public sealed class AutoscaledDeploymentTests
{
    private static readonly ResourcePath Deployments = new(new GroupVersionResource("apps", "v1", "deployments"), "load");
    private static readonly ResourcePath Autoscalers = new(new GroupVersionResource("autoscaling", "v2", "horizontalpodautoscalers"), "load");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Autoscaler_PodAboveItsTarget_ScalesTheDeployment()
    {
        await using var cluster = await MetricsCluster.StartAsync();
        await cluster.AddNodeAsync("alpha", new KubeletPage(0.9, 256L << 20).With("load", "busy", "app", 0.8, 50 << 20));
        await cluster.Server.ApplyAsync(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: busy, namespace: load}
            spec:
              replicas: 1
              selector: {matchLabels: {app: busy}}
              template:
                metadata: {labels: {app: busy}}
                spec: {containers: [{name: app, image: app}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: busy, namespace: load, labels: {app: busy}}
            spec: {containers: [{name: app, image: app, resources: {requests: {cpu: "1"}}}]}
            status:
              phase: Running
              startTime: "2026-01-01T00:00:00Z"
              conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-01-01T00:00:10Z"}]
            """,
            Token);
        await cluster.StartServerAsync();
        await Eventually.TrueAsync(
            async () => await cluster.FindAsync("namespaces/load/pods/busy") is not null, $"figures of the pod; the log: {cluster.Log}", MetricsCluster.Patience);

        await cluster.Server.ApplyAsync(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: busy, namespace: load}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}
              minReplicas: 1
              maxReplicas: 5
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 30}}}]
            """,
            Token);

        JsonObject? seen = null;
        await Eventually.TrueAsync(
            async () =>
            {
                seen = await cluster.Server.Client.GetAsync(Autoscalers.Named("busy"), Token);
                return (long?)seen["status"]?["desiredReplicas"] == 3;
            },
            $"three replicas; seen: {seen?["status"]}",
            MetricsCluster.Patience);
        ((long)(await cluster.Server.Client.GetAsync(Deployments.Named("busy"), Token))["spec"]!["replicas"]!).ShouldBe(3);
        ((long)seen!["status"]!["currentMetrics"]![0]!["resource"]!["current"]!["averageUtilization"]!).ShouldBeInRange(76, 84);
        ((string?)seen["metadata"]!["managedFields"]!.AsArray().Last(m => (string?)m!["subresource"] is "status")!["manager"]).ShouldBe("kube-controller-manager");
    }
}

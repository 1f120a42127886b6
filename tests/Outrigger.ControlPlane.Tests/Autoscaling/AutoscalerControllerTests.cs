using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

public sealed class AutoscalerControllerTests
{
    private const string Cpu50 = """
        "maxReplicas":10,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]
        """;

    [Fact]
    public async Task Run_PodsAboveTarget_ScalesUpAndTells()
    {
        await using var setup = await LoadedAsync("900m");

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        setup.Api.Replicas.ShouldBe(4);
        var status = await setup.StatusAsync();
        JsonNodes.GetLong(status, "currentReplicas").ShouldBe(2);
        JsonNodes.GetLong(status, "desiredReplicas").ShouldBe(4);
        JsonNodes.GetString(status, "lastScaleTime").ShouldNotBeNull();
        ObjectWriter.ToText(status["currentMetrics"]).ShouldBe(
            """[{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"900m","averageUtilization":90}}}]""");
        var active = AutoscalerSetup.Condition(status, "ScalingActive");
        JsonNodes.GetString(active, "status").ShouldBe("True");
        JsonNodes.GetString(active, "message").ShouldBe(
            "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)");
        (await setup.EventsAsync("SuccessfulRescale")).ShouldBe(["New size: 4; reason: cpu resource utilization (percentage of request) above target"]);
        setup.Api.Asked.ShouldContain("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods?labelSelector=app%3Dweb");
        setup.Api.Asked.ShouldContain("/apis/apps/v1/namespaces/default/deployments/web/scale?fieldManager=kube-controller-manager");
    }

    [Fact]
    public async Task Run_Passes_AreCountedUnderKubernetesNames()
    {
        using var exporter = new PrometheusExporter();
        await using var setup = await LoadedAsync("900m");
        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        // other tests of this process are counted, too
        await setup.Cluster.EventuallyAsync(
            () => new(exporter.Write() is var page && new[]
            {
                """horizontal_pod_autoscaler_controller_reconciliations_total{action="scale_up",error="none"} [1-9]""",
                """horizontal_pod_autoscaler_controller_reconciliation_duration_seconds_count{action="scale_up",error="none"} [1-9]""",
                """horizontal_pod_autoscaler_controller_metric_computation_total{action="scale_up",error="none",metric_type="Resource"} [1-9]""",
                """horizontal_pod_autoscaler_controller_metric_computation_duration_seconds_bucket{action="scale_up",error="none",metric_type="Resource",le="16.384"} [1-9]""",
                """horizontal_pod_autoscaler_controller_num_horizontal_pod_autoscalers [0-9]""",
                """workqueue_adds_total{name="horizontalpodautoscaler"} [1-9]""",
                """workqueue_depth{name="horizontalpodautoscaler"} -?[0-9]""",
                """workqueue_retries_total{name="horizontalpodautoscaler"} [1-9]""",
                """workqueue_queue_duration_seconds_count{name="horizontalpodautoscaler"} [1-9]""",
                """workqueue_work_duration_seconds_count{name="horizontalpodautoscaler"} [1-9]""",
            }.All(p => Regex.IsMatch(page, p, RegexOptions.NonBacktracking))),
            "all figures");
    }

    [Fact]
    public async Task Run_LoadFalls_ScalesDownWhenTheWindowIsOver()
    {
        await using var setup = await LoadedAsync("100m");
        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("AbleToScale", "ScaleDownStabilized");
        setup.Api.Replicas.ShouldBe(2);
        var began = setup.Clock.GetUtcNow();

        await setup.Cluster.EventuallyAsync(
            () =>
            {
                setup.Clock.Advance(TimeSpan.FromSeconds(5));
                return new(setup.Api.Replicas == 1);
            },
            "one replica");

        (setup.Clock.GetUtcNow() - began).ShouldBeGreaterThan(TimeSpan.FromMinutes(4.5));
        await setup.Cluster.EventuallyAsync(
            async () => (await setup.EventsAsync("SuccessfulRescale")).Contains("New size: 1; reason: All metrics below target"), "the event");
    }

    [Fact]
    public async Task Run_Steady_WritesNothing()
    {
        await using var setup = await LoadedAsync("500m");
        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("ScalingLimited", "DesiredWithinRange");
        var version = await VersionAsync(setup);
        var asked = setup.Api.Asked.Count;

        await setup.Cluster.EventuallyAsync(
            () =>
            {
                setup.Clock.Advance(TimeSpan.FromSeconds(5));
                return new(setup.Api.Asked.Count >= asked + 4);
            },
            "two further passes");

        (await VersionAsync(setup)).ShouldBe(version);
        setup.Api.Replicas.ShouldBe(2);
    }

    [Fact]
    public async Task Run_OverMaximum_ScalesWithoutMetrics()
    {
        await using var setup = await AutoscalerSetup.StartAsync();
        setup.Api.Replicas = 12;

        await setup.CreateAsync("web", Cpu50);
        await setup.Cluster.EventuallyAsync(() => new(setup.Api.Replicas == 10), "ten replicas");

        await setup.Cluster.EventuallyAsync(
            async () => (await setup.EventsAsync("SuccessfulRescale")).Contains("New size: 10; reason: Current number of replicas above Spec.MaxReplicas"), "the event");
    }

    [Fact]
    public async Task Run_ScaledToZero_IsDisabled()
    {
        await using var setup = await AutoscalerSetup.StartAsync();
        setup.Api.Replicas = 0;

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("ScalingActive", "ScalingDisabled");

        setup.Api.Replicas.ShouldBe(0);
    }

    [Fact]
    public async Task Run_NoMetricsServer_SaysWhatIsMissing()
    {
        await using var setup = await AutoscalerSetup.StartAsync();
        await setup.PodAsync("a");

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("ScalingActive", "FailedGetResourceMetric");

        const string Cause = "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: "
            + "the server could not find the requested resource (get pods.metrics.k8s.io)";
        JsonNodes.GetString(AutoscalerSetup.Condition(await setup.StatusAsync(), "ScalingActive"), "message")
            .ShouldBe($"the HPA was unable to compute the replica count: {Cause}");
        (await setup.EventsAsync("FailedGetResourceMetric")).ShouldBe([Cause]);
        (await setup.EventsAsync("FailedComputeMetricsReplicas")).ShouldBe(
            [$"invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: {Cause}"]);
        const string Line = "HorizontalPodAutoscaler default/web: failed to compute desired number of replicas based on listed metrics for Deployment/default/web";
        await setup.Cluster.EventuallyAsync(() => ValueTask.FromResult(setup.Log.Text.Contains(Line, StringComparison.Ordinal)), "the log line, which comes after the status");
    }

    [Theory]
    [InlineData("""{"apiVersion":"apps/v1","kind":"Deployment","name":"gone"}""", "the server could not find the requested resource")]
    [InlineData("""{"apiVersion":"shop.io/v1","kind":"Thing","name":"web"}""", "no matches for kind \"Thing\" in group \"shop.io\"")]
    public async Task Run_TargetIsNotThere_Says(string target, string cause)
    {
        await using var setup = await AutoscalerSetup.StartAsync();

        await setup.CreateAsync("web", Cpu50, target);
        await setup.ReasonAsync("AbleToScale", "FailedGetScale");

        JsonNodes.GetString(AutoscalerSetup.Condition(await setup.StatusAsync(), "AbleToScale"), "message")
            .ShouldBe($"the HPA controller was unable to get the target's current scale: {cause}");
    }

    [Fact]
    public async Task Run_ScaleConflicts_TriesAgain()
    {
        await using var setup = await LoadedAsync("900m");
        setup.Api.Conflicts = 2;

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        setup.Api.Replicas.ShouldBe(4);
        (await setup.EventsAsync("FailedRescale")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ScaleRefused_Says()
    {
        await using var setup = await LoadedAsync("900m");
        setup.Api.IsReadOnly = true;

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("AbleToScale", "FailedUpdateScale");

        (await setup.EventsAsync("FailedRescale")).ShouldBe(
            ["New size: 4; reason: cpu resource utilization (percentage of request) above target; error: nobody may scale this"]);
    }

    [Fact]
    public async Task Run_LeadsNoMore_DoesNotScale()
    {
        await using var setup = await LoadedAsync("900m");
        setup.Leads = false;

        await setup.CreateAsync("web", Cpu50);
        await setup.Cluster.EventuallyAsync(() => new(setup.Api.Asked.Any(p => p.Contains("metrics.k8s.io", StringComparison.Ordinal))), "a pass");
        await setup.Cluster.EventuallyAsync(() => new(setup.Api.Asked.Count(p => p.Contains("/scale", StringComparison.Ordinal)) >= 3), "further passes");

        setup.Api.Replicas.ShouldBe(2);
        setup.Api.Asked.ShouldNotContain(p => p.Contains("fieldManager", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TwoAutoscalersOfTheSamePods_AreBothRefused()
    {
        await using var setup = await LoadedAsync("500m");

        await setup.CreateAsync("web", Cpu50);
        await setup.CreateAsync("also", Cpu50);
        await setup.ReasonAsync("ScalingActive", "AmbiguousSelector");
        await setup.ReasonAsync("ScalingActive", "AmbiguousSelector", "also");

        (await setup.EventsAsync("AmbiguousSelector")).ShouldContain(
            "pods by selector app=web are controlled by multiple HPAs: [{also default} {web default}]");
    }

    [Fact]
    public async Task Run_TargetWithoutSelector_Says()
    {
        await using var setup = await AutoscalerSetup.StartAsync();
        setup.Api.Selector = "";

        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("ScalingActive", "InvalidSelector");

        (await setup.EventsAsync("SelectorRequired")).ShouldBe(["selector is required"]);
    }

    [Fact]
    public async Task Run_OneOfTwoMetricsFails_ScalesUpButNotDown()
    {
        await using var setup = await LoadedAsync("900m");
        const string Both = """
            "maxReplicas":10,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"AverageValue","averageValue":"450m"}}},
             {"type":"ContainerResource","containerResource":{"name":"cpu","container":"none","target":{"type":"Utilization","averageUtilization":50}}}]
            """;

        await setup.CreateAsync("web", Both);
        await setup.Cluster.EventuallyAsync(() => new(setup.Api.Replicas == 4), "four replicas");
        setup.Api.Pods(setup.Clock.GetUtcNow(), ("a", "100m"), ("b", "100m"));
        await setup.ReasonAsync("ScalingActive", "FailedGetContainerResourceMetric");

        setup.Api.Replicas.ShouldBe(4);
        ObjectWriter.ToText((await setup.StatusAsync())["currentMetrics"]).ShouldBe(
            """[{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"100m"}}},{"type":""}]""");
    }

    [Fact]
    public async Task Run_Behavior_LimitsTheStep()
    {
        await using var setup = await LoadedAsync("900m");
        const string OneAtATime = """
            ,"behavior":{"scaleUp":{"policies":[{"type":"Pods","value":1,"periodSeconds":60}]}}
            """;

        await setup.CreateAsync("web", Cpu50 + OneAtATime);
        await setup.ReasonAsync("ScalingLimited", "ScaleUpLimit");

        setup.Api.Replicas.ShouldBe(3);
    }

    [Fact]
    public async Task Run_SyncPeriod_IsKept()
    {
        await using var setup = await AutoscalerSetup.StartAsync(new AutoscalerOptions { SyncPeriod = TimeSpan.FromMinutes(2) });
        await setup.CreateAsync("web", Cpu50);
        await setup.ReasonAsync("ScalingActive", "FailedGetResourceMetric");
        var first = setup.Api.Asked.Count;
        var began = setup.Clock.GetUtcNow();

        await setup.Cluster.EventuallyAsync(
            () =>
            {
                setup.Clock.Advance(TimeSpan.FromSeconds(1));
                return new(setup.Api.Asked.Count > first);
            },
            "a second pass");

        (setup.Clock.GetUtcNow() - began).ShouldBeGreaterThan(TimeSpan.FromSeconds(110));
    }

    private static async Task<AutoscalerSetup> LoadedAsync(string cpu)
    {
        var setup = await AutoscalerSetup.StartAsync();
        await setup.PodAsync("a");
        await setup.PodAsync("b");
        setup.Api.Pods(setup.Clock.GetUtcNow(), ("a", cpu), ("b", cpu));
        return setup;
    }

    private static async Task<string?> VersionAsync(AutoscalerSetup setup) =>
        JsonNodes.GetString(await setup.Cluster.GetAsync(AutoscalerSetup.Autoscalers, "web", "default"), "metadata", "resourceVersion");
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class AutoscalerTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string First = "horizontalpodautoscalers.autoscaling@v1";
    private const string Second = "horizontalpodautoscalers.autoscaling@v2";
    private const string Target = """
        "scaleTargetRef":{"kind":"Deployment","name":"x","apiVersion":"apps/v1"}
        """;

    private const string Cpu = """
        {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}
        """;

    private const string Pods = """
        {"type":"Pods","pods":{"metric":{"name":"q"},"target":{"type":"AverageValue","averageValue":"10"}}}
        """;

    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task Create_FirstVersion_AimsAtCpu()
    {
        var made = await CreateAsync(First, "cpu-only", $$"""{"maxReplicas":3,{{Target}}}""");

        made["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<long>().ShouldBe(80);
        made["metadata"]!["annotations"].ShouldBeNull();
        var second = await cluster.GetAsync(Second, "cpu-only", "default");
        ObjectWriter.ToText(second["spec"]!["metrics"]).ShouldBe(
            """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""");
    }

    [Fact]
    public async Task Get_FirstVersion_KeepsTheRestInAnnotations()
    {
        await CreateAsync(
            Second, "rich", $$$"""{"maxReplicas":3,{{{Target}}},"metrics":[{{{Pods}}},{{{Cpu}}}],"behavior":{"scaleDown":{"stabilizationWindowSeconds":5}} }""");

        var first = await cluster.GetAsync(First, "rich", "default");

        first["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<long>().ShouldBe(50);
        var annotations = first["metadata"]!["annotations"]!;
        JsonNodes.AsString(annotations["autoscaling.alpha.kubernetes.io/metrics"]).ShouldBe(
            """[{"type":"Pods","pods":{"metricName":"q","targetAverageValue":"10"}}]""");
        JsonNodes.AsString(annotations["autoscaling.alpha.kubernetes.io/behavior"]).ShouldNotBeNull().ShouldContain(
            """
            "ScaleDown":{"StabilizationWindowSeconds":5,"SelectPolicy":"Max","Policies":[{"Type":"Percent","Value":100,"PeriodSeconds":15}],"Tolerance":null}
            """.Trim());
    }

    [Fact]
    public async Task Update_FirstVersion_LosesNothing()
    {
        var made = await CreateAsync(Second, "kept", $$$"""{"maxReplicas":3,{{{Target}}},"metrics":[{{{Pods}}},{{{Cpu}}}],"behavior":{"scaleUp":{"selectPolicy":"Min"}} }""");

        await cluster.UpdateAsync(First, "kept", hpa => hpa["spec"]!["maxReplicas"] = 7, "default");

        var now = await cluster.GetAsync(Second, "kept", "default");
        JsonNodes.DeepEqual(now["spec"]!["metrics"], made["spec"]!["metrics"]).ShouldBeTrue();
        JsonNodes.DeepEqual(now["spec"]!["behavior"], made["spec"]!["behavior"]).ShouldBeTrue();
        now["spec"]!["maxReplicas"]!.GetValue<long>().ShouldBe(7);
        now["metadata"]!["annotations"].ShouldBeNull();
    }

    [Fact]
    public async Task Get_StatusOfSecondVersion_IsShownByTheFirst()
    {
        await CreateAsync(Second, "busy", $$"""{"maxReplicas":3,{{Target}}}""");
        await cluster.UpdateStatusAsync(
            Second,
            "busy",
            hpa => hpa["status"] = JsonNode.Parse(
                """
                {"desiredReplicas":2,"currentReplicas":2,
                 "currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":12,"averageValue":"5m"}}}],
                 "conditions":[{"type":"AbleToScale","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
                """),
            "default");

        var first = await cluster.GetAsync(First, "busy", "default");

        first["status"]!["currentCPUUtilizationPercentage"]!.GetValue<long>().ShouldBe(12);
        JsonNodes.AsString(first["metadata"]!["annotations"]!["autoscaling.alpha.kubernetes.io/conditions"]).ShouldBe(
            """[{"type":"AbleToScale","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]""");
    }

    [Theory]
    [InlineData("""{"maxReplicas":0}""", "spec.maxReplicas: Required value: must be set and greater than 0")]
    [InlineData("""{"maxReplicas":1,"minReplicas":2}""", "spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`")]
    [InlineData("""{"maxReplicas":1}""", "spec.scaleTargetRef.kind: Required value")]
    [InlineData("""{"maxReplicas":1,"metrics":[{"type":"Pods"}]}""", "spec.metrics[0].pods: Required value: must populate information for the given metric source")]
    [InlineData("""{"maxReplicas":1,"metrics":[{"type":"X"}]}""", "spec.metrics[0].type: Unsupported value: \"X\": supported values: \"ContainerResource\", \"External\", \"Object\", \"Pods\", \"Resource\"")]
    [InlineData("""{"maxReplicas":1,"behavior":{"scaleUp":{"policies":[{"type":"Pods","value":0,"periodSeconds":1801}]}}}""", "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800")]
    public async Task Create_Faulty_IsRefused(string spec, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => CreateAsync(Second, "faulty", spec));

        refused.Status.Message.ShouldContain(fault);
    }

    private Task<JsonObject> CreateAsync(string resource, string name, string spec) =>
        cluster.CreateAsync(resource, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""", "default");
}

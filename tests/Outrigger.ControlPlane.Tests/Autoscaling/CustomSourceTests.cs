using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Tests.Autoscaling;

/// <summary>Metrics that are neither CPU nor memory.</summary>
public sealed class CustomSourceTests
{
    private const string Custom = "/apis/custom.metrics.k8s.io/v1beta1/namespaces/default";
    private const string External = "/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue_length";

    [Fact]
    public async Task Pods_AboveTheAverage_ScalesUp()
    {
        await using var setup = await StartAsync();
        setup.Api.Answer($"{Custom}/pods/*/requests", Values("""{"describedObject":{"name":"a"},"value":"30"},{"describedObject":{"name":"b"},"value":"10500m","window":30}"""));

        await setup.CreateAsync("web", Metric("""{"type":"Pods","pods":{"metric":{"name":"requests","selector":{"matchLabels":{"verb":"get"}}},"target":{"type":"AverageValue","averageValue":"10"}}}"""));
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        setup.Api.Replicas.ShouldBe(4);
        setup.Api.Asked.ShouldContain($"{Custom}/pods/*/requests?labelSelector=app%3Dweb&metricLabelSelector=verb%3Dget");
        ObjectWriter.ToText((await setup.StatusAsync())["currentMetrics"]).ShouldBe(
            """[{"type":"Pods","pods":{"metric":{"name":"requests","selector":{"matchLabels":{"verb":"get"}}},"current":{"averageValue":"20250m"}}}]""");
        (await setup.EventsAsync("SuccessfulRescale")).ShouldBe(["New size: 4; reason: pods metric requests above target"]);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Service","name":"front"}""", "/services/front/hits")]
    [InlineData("""{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","name":"front"}""", "/ingresses.networking.k8s.io/front/hits")]
    [InlineData("""{"apiVersion":"v1","kind":"Namespace","name":"any"}""", "/metrics/hits")]
    public async Task Object_AboveItsValue_ScalesUp(string of, string path)
    {
        await using var setup = await StartAsync();
        setup.Api.Answer(Custom + path, Values("""{"value":"300"}"""));

        await setup.CreateAsync("web", Metric($$$"""{"type":"Object","object":{"describedObject":{{{of}}},"metric":{"name":"hits"},"target":{"type":"Value","value":"200"} } }"""));
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        setup.Api.Replicas.ShouldBe(3);
        var current = JsonNodes.GetArray(await setup.StatusAsync(), "currentMetrics")![0]!["object"]!["current"];
        ObjectWriter.ToText(current).ShouldBe("""{"value":"300"}""");
    }

    [Fact]
    public async Task External_Share_FollowsTheSum()
    {
        await using var setup = await StartAsync();
        setup.Api.Answer(External, Values("""{"value":"90"},{"value":"60"}"""));

        await setup.CreateAsync("web", Metric(
            """{"type":"External","external":{"metric":{"name":"queue_length","selector":{"matchLabels":{"queue":"in"}}},"target":{"type":"AverageValue","averageValue":"40"}}}"""));
        await setup.ReasonAsync("AbleToScale", "SucceededRescale");

        setup.Api.Replicas.ShouldBe(4);
        setup.Api.Asked.ShouldContain($"{External}?labelSelector=queue%3Din");
        var current = JsonNodes.GetArray(await setup.StatusAsync(), "currentMetrics")![0]!["external"]!["current"];
        ObjectWriter.ToText(current).ShouldBe("""{"averageValue":"75"}""");
    }

    [Theory]
    [InlineData("""{"type":"Pods","pods":{"metric":{"name":"q"},"target":{"type":"AverageValue","averageValue":"10"}}}""", "FailedGetPodsMetric",
        "unable to get metric q: unable to fetch metrics from custom metrics API: the server could not find the requested resource (get pods.custom.metrics.k8s.io)")]
    [InlineData("""{"type":"Object","object":{"describedObject":{"apiVersion":"v1","kind":"Service","name":"s"},"metric":{"name":"q"},"target":{"type":"Value","value":"1"}}}""", "FailedGetObjectMetric",
        "unable to get metric q: unable to fetch metrics from custom metrics API: the server could not find the requested resource (get services.custom.metrics.k8s.io) on Service default/s")]
    [InlineData("""{"type":"External","external":{"metric":{"name":"q"},"target":{"type":"Value","value":"1"}}}""", "FailedGetExternalMetric",
        "unable to get external metric default/q/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get q.external.metrics.k8s.io)")]
    public async Task Any_NoAdapter_SaysWhatIsMissing(string metric, string reason, string cause)
    {
        await using var setup = await StartAsync();

        await setup.CreateAsync("web", Metric(metric));
        await setup.ReasonAsync("ScalingActive", reason);

        JsonNodes.GetString(AutoscalerSetup.Condition(await setup.StatusAsync(), "ScalingActive"), "message")
            .ShouldBe($"the HPA was unable to compute the replica count: {cause}");
        setup.Api.Replicas.ShouldBe(2);
    }

    private static async Task<AutoscalerSetup> StartAsync()
    {
        var setup = await AutoscalerSetup.StartAsync();
        await setup.PodAsync("a");
        await setup.PodAsync("b");
        return setup;
    }

    private static string Metric(string metric) => $"\"maxReplicas\":10,\"metrics\":[{metric}]";

    private static string Values(string items) => $$"""{"kind":"List","items":[{{items}}]}""";
}

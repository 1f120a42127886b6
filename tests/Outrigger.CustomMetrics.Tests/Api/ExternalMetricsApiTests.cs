using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.CustomMetrics.Api;
using Outrigger.CustomMetrics.Tests.Fakes;

namespace Outrigger.CustomMetrics.Tests.Api;

/// <summary>external.metrics.k8s.io, discovery and OpenAPI of both groups, as clients of the aggregator see them.</summary>
public sealed class ExternalMetricsApiTests(AdapterCluster cluster)
{
    private const string Root = "/apis/external.metrics.k8s.io/v1beta1";

    [Fact]
    public async Task Get_OfAMetric_HasTheSeriesOfTheSelector()
    {
        (await cluster.TextAsync($"{Root}/namespaces/shop/queue_depth?labelSelector=queue%3Dmails")).ShouldBe(
            """
            {"kind":"ExternalMetricValueList","apiVersion":"external.metrics.k8s.io/v1beta1","metadata":{},"items":[{"metricName":"queue_depth","metricLabels":{"at":"shop","queue":"mails"},"timestamp":"2026-01-02T03:04:05Z","value":"3k"}]}

            """);
        JsonNode.Parse(await cluster.TextAsync($"{Root}/namespaces/shop/queue_depth"))!["items"]!.AsArray().Count.ShouldBe(2);
        JsonNode.Parse(await cluster.TextAsync($"{Root}/namespaces/shop/queue_depth?labelSelector=queue%3Dx"))!["items"]!.AsArray().ShouldBeEmpty();
        var (_, body, _) = await cluster.SendAsync($"{Root}/namespaces/shop/queue_depth?labelSelector=queue%3Dmails", "application/vnd.kubernetes.protobuf,application/json");
        ProtobufReader.Read(body, MetricsSchemas.Load()).Object["items"]![0]!["metricLabels"]!["queue"]!.GetValue<string>().ShouldBe("mails");
    }

    [Theory]
    [InlineData("namespaces/shop/nothing", 404, "the server could not find the metric nothing for externalmetrics.external.metrics.k8s.io")]
    [InlineData("queue_depth", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop/group/queue_depth", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop/queue_depth?watch=true", 405, "watch is not supported on resources of kind \"*.external.metrics.k8s.io\"")]
    [InlineData("namespaces/shop/slow_one", 504, "Timeout: the metrics provider slow does not answer within 0.2 s")]
    public async Task Get_OfWhatIsNotThere_IsRefused(string path, int code, string message)
    {
        var status = JsonNode.Parse(await cluster.TextAsync($"{Root}/{path}"))!;

        ((string?)status["message"]).ShouldBe(message);
        ((int?)status["code"]).ShouldBe(code);
    }

    [Fact]
    public async Task Discovery_WhateverMetricsThereAre_IsOneEntryForEachVersion()
    {
        (await cluster.TextAsync("/apis/custom.metrics.k8s.io/v1beta2")).ShouldBe(
            """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"custom.metrics.k8s.io/v1beta2","resources":[{"name":"/custommetrics","singularName":"","namespaced":false,"kind":"MetricValueList","verbs":["get"]}]}

            """);
        (await cluster.TextAsync(Root)).ShouldBe(
            """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"external.metrics.k8s.io/v1beta1","resources":[{"name":"externalmetrics","singularName":"","namespaced":true,"kind":"ExternalMetricValueList","verbs":["get"]}]}

            """);
        var group = JsonNode.Parse(await cluster.TextAsync("/apis/custom.metrics.k8s.io"))!;
        group["versions"]!.AsArray().Select(v => (string?)v!["version"]).ShouldBe(["v1beta2", "v1beta1"]);
        var (_, body, _) = await cluster.SendAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var groups = JsonNode.Parse(body)!["items"]!.AsArray().ToDictionary(g => (string)g!["metadata"]!["name"]!, g => g!["versions"]!);
        groups["custom.metrics.k8s.io"][0]!.ToJsonString().ShouldBe(
            """{"version":"v1beta2","resources":[{"resource":"","responseKind":{"group":"","version":"","kind":""},"scope":"Cluster","singularResource":"","verbs":null,"subresources":[{"subresource":"custommetrics","responseKind":{"group":"","version":"","kind":"MetricValueList"},"verbs":["get"]}]}],"freshness":"Current"}""");
        groups["external.metrics.k8s.io"][0]!.ToJsonString().ShouldBe(
            """{"version":"v1beta1","resources":[{"resource":"externalmetrics","responseKind":{"group":"","version":"","kind":"ExternalMetricValueList"},"scope":"Namespaced","singularResource":"","verbs":["get"]}],"freshness":"Current"}""");
    }

    [Fact]
    public async Task OpenApi_OfTheAdapter_TellsItsPaths()
    {
        await Eventually.TrueAsync(
            async () => (await cluster.SendAsync("/openapi/v3/apis/custom.metrics.k8s.io/v1beta2")).Code == HttpStatusCode.OK, "the document of custom metrics", AdapterCluster.Patience);
        var custom = JsonNode.Parse(await cluster.TextAsync("/openapi/v3/apis/custom.metrics.k8s.io/v1beta2"))!;

        custom["paths"]!.AsObject().Select(p => p.Key).ShouldBe(
        [
            "/apis/custom.metrics.k8s.io/v1beta2/{resource}/{name}/{subresource}",
            "/apis/custom.metrics.k8s.io/v1beta2/namespaces/{namespace}/metrics/{name}",
            "/apis/custom.metrics.k8s.io/v1beta2/namespaces/{namespace}/{resource}/{name}/{subresource}",
        ]);
        custom["components"]!["schemas"]!.AsObject().ContainsKey("io.k8s.metrics.pkg.apis.custom_metrics.v1beta2.MetricValue").ShouldBeTrue();
        custom["components"]!["schemas"]!.AsObject().ContainsKey("io.k8s.api.core.v1.ObjectReference").ShouldBeTrue();
        await Eventually.TrueAsync(
            async () => (await cluster.TextAsync("/openapi/v2")).Contains("/apis/external.metrics.k8s.io/v1beta1/namespaces/{namespace}/{resource}", StringComparison.Ordinal), "the paths in OpenAPI v2", AdapterCluster.Patience);
    }

    [Fact]
    public async Task Log_OfTheAdapter_TellsWhoHasWhat()
    {
        cluster.Log.Of(4601).ShouldBe(
            [
                "custom.metrics.k8s.io: the provider queues serves queue_depth, pods/requests",
                "custom.metrics.k8s.io: the provider broken serves broken, queue_depth",
                "external.metrics.k8s.io: the provider queues serves queue_depth",
                "external.metrics.k8s.io: the provider slow serves what it has when it is asked for",
            ]);
        cluster.Log.Of(4602).ShouldHaveSingleItem().ShouldStartWith("custom.metrics.k8s.io: queue_depth is had by the providers queues and broken;");
        (await cluster.SendAsync("/apis/custom.metrics.k8s.io/v1beta2/nodes/x/broken")).Code.ShouldBe(HttpStatusCode.InternalServerError);
        (await cluster.SendAsync("/apis/custom.metrics.k8s.io/v1beta2/nodes/x/broken")).Code.ShouldBe(HttpStatusCode.InternalServerError);
        cluster.Log.Of(4603).ShouldHaveSingleItem().ShouldContain("Password=secret", Case.Sensitive, "the operator sees the cause, and the client does not");
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.CustomMetrics.Api;
using Outrigger.CustomMetrics.Tests.Fakes;

namespace Outrigger.CustomMetrics.Tests.Api;

/// <summary>custom.metrics.k8s.io as clients of the aggregator see it.</summary>
public sealed class CustomMetricsApiTests(AdapterCluster cluster)
{
    private const string V2 = "/apis/custom.metrics.k8s.io/v1beta2";
    private const string V1 = "/apis/custom.metrics.k8s.io/v1beta1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_OfOneObject_IsAListOfOneValueAsGoWritesIt()
    {
        (await cluster.TextAsync($"{V2}/namespaces/shop/services/orders/queue_depth")).ShouldBe(
            """
            {"kind":"MetricValueList","apiVersion":"custom.metrics.k8s.io/v1beta2","metadata":{},"items":[{"describedObject":{"kind":"Service","namespace":"shop","name":"orders","apiVersion":"/v1"},"metric":{"name":"queue_depth","selector":null},"timestamp":"2026-01-02T03:04:05Z","value":"1500m"}]}

            """);
        (await cluster.TextAsync($"{V1}/namespaces/shop/deployments.apps/orders/queue_depth?metricLabelSelector=zone%3Da,!old,tier+in+(b,a)")).ShouldBe(
            """
            {"kind":"MetricValueList","apiVersion":"custom.metrics.k8s.io/v1beta1","metadata":{},"items":[{"describedObject":{"kind":"Deployment","namespace":"shop","name":"orders","apiVersion":"apps/v1"},"metricName":"queue_depth","timestamp":"2026-01-02T03:04:05Z","value":"1500m","selector":{"matchLabels":{"zone":"a"},"matchExpressions":[{"key":"old","operator":"DoesNotExist"},{"key":"tier","operator":"In","values":["a","b"]}]}}]}

            """);
    }

    [Theory]
    [InlineData("nodes/orders/queue_depth", "Node", null)]
    [InlineData("namespaces/orders/metrics/queue_depth", "Namespace", null)]
    [InlineData("namespaces/shop/services/orders/queue_depth?labelSelector=a%3Db&fieldSelector=metadata.name%3Dorders", "Service", "shop")]
    [InlineData("namespaces/shop/unknowns.example.com/orders/queue_depth", null, "shop")]
    public async Task Get_OnEachPath_DescribesTheObject(string path, string? kind, string? ns)
    {
        var described = JsonNode.Parse(await cluster.TextAsync($"{V2}/{path}"))!["items"]![0]!["describedObject"]!;

        ((string?)described["kind"]).ShouldBe(kind);
        ((string?)described["namespace"]).ShouldBe(ns);
        ((string?)described["name"]).ShouldBe("orders");
    }

    [Fact]
    public async Task Get_OfAllObjects_HasThoseOfTheSelector()
    {
        foreach (var (name, app) in new[] { ("batch-a", "batch"), ("batch-b", "batch"), ("batch-c", "other") })
        {
            await cluster.Server.ApplyAsync($$"""{apiVersion: v1, kind: Pod, metadata: {name: {{name}}, namespace: batch, labels: {app: {{app}} } }, spec: {containers: [{name: app, image: app}]} }""", Token);
        }

        var items = JsonNode.Parse(await cluster.TextAsync($"{V2}/namespaces/batch/pods/*/requests?labelSelector=app%3Dbatch"))!["items"]!.AsArray();

        items.Select(i => $"{i!["describedObject"]!["kind"]} {i["describedObject"]!["name"]} {i["value"]} {i["windowSeconds"]}").ShouldBe(["Pod batch-a 1 90", "Pod batch-b 2 90"]);
        JsonNode.Parse(await cluster.TextAsync($"{V1}/namespaces/batch/pods/%2A/requests?labelSelector=app%3Dbatch"))!["items"]![0]!["window"]!.GetValue<int>().ShouldBe(90);
        JsonNode.Parse(await cluster.TextAsync($"{V2}/namespaces/batch/pods/*/requests?labelSelector=app%3Dnone"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(V2)]
    [InlineData(V1)]
    public async Task Get_AsProtobuf_SaysTheSame(string version)
    {
        var path = $"{version}/namespaces/shop/services/orders/queue_depth?metricLabelSelector=zone%3Da";
        var (code, body, type) = await cluster.SendAsync(path, "application/vnd.kubernetes.protobuf");

        code.ShouldBe(HttpStatusCode.OK);
        type.ShouldBe("application/vnd.kubernetes.protobuf");
        var (kind, decoded) = ProtobufReader.Read(body, MetricsSchemas.Load());
        kind.Kind.ShouldBe("MetricValueList");
        var json = (JsonObject)JsonNode.Parse(await cluster.TextAsync(path))!;
        JsonNode.DeepEquals(decoded["items"]![0]!["describedObject"], json["items"]![0]!["describedObject"]).ShouldBeTrue($"{decoded}");
        ((string?)decoded["items"]![0]!["value"]).ShouldBe("1500m");
        ((string?)decoded["items"]![0]!["timestamp"]).ShouldBe("2026-01-02T03:04:05Z");
        (decoded["items"]![0]!["selector"] ?? decoded["items"]![0]!["metric"]!["selector"])!["matchLabels"]!["zone"]!.GetValue<string>().ShouldBe("a");
    }

    [Theory]
    [InlineData("namespaces/shop/services/orders/nothing", 404, "the server could not find the metric nothing for services")]
    [InlineData("namespaces/shop/services/orders/requests", 404, "the server could not find the metric requests for services")]
    [InlineData("namespaces/shop/services/none/queue_depth", 404, "the server could not find the metric queue_depth for services none")]
    [InlineData("namespaces/shop/services.x.io/none/queue_depth?metricLabelSelector=a%3Db", 404, "the server could not find the metric queue_depth for services.x.io none with selector a=b")]
    [InlineData("namespaces/shop/unknowns.example.com/*/queue_depth", 404, "the server could not find the metric queue_depth for unknowns.example.com")]
    [InlineData("namespaces/shop/queue_depth", 400, "invalid request path")]
    [InlineData("namespaces/shop", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop/services/orders", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop/services/orders/queue_depth/more", 404, "the server could not find the requested resource")]
    [InlineData("namespaces/shop/services/orders/queue_depth?fieldSelector=metadata.name%3Dmails", 400, "fieldSelector metadata.name doesn't match requested name")]
    [InlineData("namespaces/shop/services/orders/queue_depth?fieldSelector=spec.x%3Dy", 400, "\"spec.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [InlineData("namespaces/shop/services/orders/queue_depth?metricLabelSelector=a%3E1", 400, "\"gt\" isn't supported in label selectors")]
    [InlineData("namespaces/shop/services/orders/broken", 500, "Internal error occurred: the metrics provider broken failed; the log of the metrics server says why")]
    public async Task Get_OfWhatIsNotThere_IsRefused(string path, int code, string message)
    {
        var status = JsonNode.Parse(await cluster.TextAsync($"{V2}/{path}"))!;

        ((string?)status["message"]).ShouldBe(message);
        ((int?)status["code"]).ShouldBe(code);
    }

    [Fact]
    public async Task Request_WithBadSelectorOrFormOrMethod_IsRefused()
    {
        const string path = $"{V2}/namespaces/shop/services/orders/queue_depth";

        (await cluster.SendAsync($"{path}?labelSelector=%3D%3D")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await cluster.SendAsync($"{path}?metricLabelSelector=%3D%3D")).Code.ShouldBe(HttpStatusCode.BadRequest);
        (await cluster.SendAsync(path, "application/json;as=Table;v=v1;g=meta.k8s.io")).Code.ShouldBe(HttpStatusCode.NotAcceptable);
        (await cluster.SendAsync(path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")).Code.ShouldBe(HttpStatusCode.OK);
        (await cluster.SendAsync(path, method: HttpMethod.Post)).Code.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await cluster.SendAsync(path, method: HttpMethod.Delete)).Code.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await cluster.SendAsync(path, "application/yaml")).Type.ShouldBe("application/yaml");
    }

    [Fact]
    public async Task Rights_AreThoseOfResourceMetricAndName()
    {
        await cluster.Server.ApplyAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: metrics, namespace: rights}
            rules:
            - {apiGroups: [custom.metrics.k8s.io], resources: [services/queue_depth], resourceNames: [orders], verbs: [get]}
            - {apiGroups: [external.metrics.k8s.io], resources: [queue_depth], verbs: [list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: metrics, namespace: rights}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: metrics}
            subjects: [{kind: User, name: scaler}]
            """,
            Token);

        await AllowedAsync($"{V2}/namespaces/rights/services/orders/queue_depth");
        foreach (var version in new[] { V2, V1 })
        {
            (await CodeAsync($"{version}/namespaces/rights/services/orders/queue_depth")).ShouldBe(HttpStatusCode.OK);
            (await CodeAsync($"{version}/namespaces/rights/services/mails/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/namespaces/rights/services/*/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/namespaces/rights/services/orders/requests")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/namespaces/rights/pods/orders/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/namespaces/other/services/orders/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/services/orders/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync($"{version}/namespaces/rights/metrics/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
        }

        const string external = "/apis/external.metrics.k8s.io/v1beta1/namespaces";
        (await CodeAsync($"{external}/rights/queue_depth")).ShouldBe(HttpStatusCode.OK);
        (await CodeAsync($"{external}/rights/slow")).ShouldBe(HttpStatusCode.Forbidden);
        (await CodeAsync($"{external}/other/queue_depth")).ShouldBe(HttpStatusCode.Forbidden);
    }

    // a role counts as soon as the authorizer has heard of it, not when its write is answered
    private Task AllowedAsync(string path) =>
        Eventually.TrueAsync(async () => await CodeAsync(path) != HttpStatusCode.Forbidden, "the rights of the role", TimeSpan.FromMinutes(1));

    private async Task<HttpStatusCode> CodeAsync(string path) => (await cluster.SendAsync(path, user: "scaler")).Code;
}

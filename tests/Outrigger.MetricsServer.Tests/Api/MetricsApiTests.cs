using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Api;

/// <summary>metrics.k8s.io/v1beta1 as clients of the aggregator see it.</summary>
public sealed class MetricsApiTests(MetricsApi api) : IClassFixture<MetricsApi>
{
    private const string Root = "/apis/metrics.k8s.io/v1beta1";
    private readonly MetricsCluster cluster = api.Cluster;

    [Fact]
    public async Task List_OfNodes_HasThoseWithFigures()
    {
        var list = (await cluster.FindAsync("nodes"))!;

        ((string?)list["kind"]).ShouldBe("NodeMetricsList");
        Names(list).ShouldBe(["alpha", "beta"]);
        var alpha = list["items"]![0]!;
        Cores(alpha["usage"]!).ShouldBe(0.25, 0.01);
        ((string?)alpha["usage"]!["memory"]).ShouldBe("256Mi");
        ((string?)alpha["metadata"]!["labels"]!["zone"]).ShouldBe("a");
        ((string)alpha["window"]!).ShouldMatch(@"^\d+(\.\d+)?s$");
        ((string)alpha["timestamp"]!).ShouldMatch("^20..-..-..T..:..:..Z$");
        alpha["metadata"]!["resourceVersion"].ShouldBeNull();
        alpha["metadata"]!["uid"].ShouldBeNull();
    }

    [Fact]
    public async Task Get_OfANode_IsThatNode()
    {
        var beta = (await cluster.FindAsync("nodes/beta"))!;

        ((string?)beta["kind"]).ShouldBe("NodeMetrics");
        Cores(beta["usage"]!).ShouldBe(1.5, 0.05);
        ((string?)beta["usage"]!["memory"]).ShouldBe("1Gi");
    }

    [Fact]
    public async Task List_OfPods_HasRunningOnesThatAreWhole()
    {
        Names((await cluster.FindAsync("pods"))!).ShouldBe(["db", "web", "dns"]);
        Names((await cluster.FindAsync("namespaces/default/pods"))!).ShouldBe(["db", "web"]);
        Names((await cluster.FindAsync("namespaces/nothing/pods"))!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_OfAPod_HasItsContainers()
    {
        var web = (await cluster.FindAsync("namespaces/default/pods/web"))!;

        var containers = web["containers"]!.AsArray().ToDictionary(c => (string)c!["name"]!, c => c!["usage"]!);
        containers.Keys.Order().ShouldBe(["app", "sidecar"]);
        Cores(containers["app"]).ShouldBe(0.1, 0.01);
        ((string?)containers["app"]["memory"]).ShouldBe("100Mi");
        Cores(containers["sidecar"]).ShouldBe(0.05, 0.01);
        ((string?)web["metadata"]!["labels"]!["app"]).ShouldBe("web");
    }

    [Theory]
    [InlineData("nodes?labelSelector=zone%3Db", "beta")]
    [InlineData("nodes?labelSelector=zone%21%3Db", "alpha")]
    [InlineData("nodes?fieldSelector=metadata.name%3Dalpha", "alpha")]
    [InlineData("pods?labelSelector=app+in+(web,dns)", "web dns")]
    [InlineData("pods?fieldSelector=metadata.namespace%3Dkube-system", "dns")]
    [InlineData("namespaces/default/pods?fieldSelector=metadata.name%21%3Dweb", "db")]
    public async Task List_WithASelector_HasWhatFits(string path, string names) =>
        string.Join(' ', Names((await cluster.FindAsync(path))!)).ShouldBe(names);

    [Theory]
    [InlineData("nodes?labelSelector=a%3D%3D%3D", 400, "unable to parse requirement")]
    [InlineData("pods?fieldSelector=spec.nodeName%3Da", 400, "is not a known field selector")]
    [InlineData("nodes/missing", 404, "node \"missing\" not found")]
    [InlineData("nodes/gone", 404, "nodemetrics.metrics.k8s.io \"gone\" not found")]
    [InlineData("namespaces/default/pods/missing", 404, "pods \"missing\" not found")]
    [InlineData("namespaces/default/pods/done", 404, "pods \"done\" not found")]
    [InlineData("namespaces/default/pods/partial", 404, "podmetrics.metrics.k8s.io \"default/partial\" not found")]
    [InlineData("nodes?watch=true", 405, "the server does not allow this method")]
    public async Task Get_OfWhatIsNotThere_SaysSo(string path, int code, string message)
    {
        var e = await Should.ThrowAsync<StatusException>(() => cluster.Server.Client.SendAsync(HttpMethod.Get, $"{Root}/{path}", null, CancellationToken.None));

        e.Status.Code.ShouldBe(code);
        e.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Write_OfAnything_IsRefused()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            var e = await Should.ThrowAsync<StatusException>(() => cluster.Server.Client.SendAsync(method, $"{Root}/nodes", new JsonObject(), CancellationToken.None));
            e.Status.Code.ShouldBe(405);
        }
    }

    [Fact]
    public async Task List_AsATable_HasTheColumnsOfMetricsServer()
    {
        var nodes = await TableAsync("nodes");
        var pods = await TableAsync("namespaces/default/pods");

        nodes["columnDefinitions"]!.AsArray().Select(c => (string)c!["name"]!).ShouldBe(["Name", "cpu", "memory", "Window"]);
        pods["columnDefinitions"]!.AsArray().Select(c => (string)c!["name"]!).ShouldBe(["Name", "cpu", "memory", "Window"]);
        var web = pods["rows"]![1]!["cells"]!.AsArray();
        ((string?)web[0]).ShouldBe("web");
        Quantity.Parse((string)web[1]!).ToDouble().ShouldBe(0.15, 0.01);
        ((string?)web[2]).ShouldBe("110Mi");
    }

    [Fact]
    public async Task Get_AsProtobuf_HasTheSameFigures()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/nodes/alpha");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/vnd.kubernetes.protobuf"));
        using var response = await cluster.Server.CreateHttpClient().SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.kubernetes.protobuf");
        body.AsSpan(0, 4).SequenceEqual("k8s\0"u8).ShouldBeTrue();

        // field 3 is the window: a message with one number, in nanoseconds
        var text = System.Text.Encoding.Latin1.GetString(body);
        text.ShouldContain("NodeMetrics");
        text.ShouldContain("256Mi");
        System.Text.RegularExpressions.Regex.IsMatch(text, "\\x1a[\\x05\\x06]\\x08[\\x80-\\xff]{3,5}", System.Text.RegularExpressions.RegexOptions.NonBacktracking | System.Text.RegularExpressions.RegexOptions.Singleline).ShouldBeTrue();
    }

    [Fact]
    public async Task Discovery_OfTheGroup_NamesBothKinds()
    {
        var found = (await cluster.FindAsync(""))!["resources"]!.AsArray();

        found.Select(r => $"{r!["name"]} {r["kind"]} {r["namespaced"]} {string.Join(',', r["verbs"]!.AsArray())} '{r["singularName"]}'")
            .ShouldBe(["nodes NodeMetrics false get,list ''", "pods PodMetrics true get,list ''"]);
    }

    [Fact]
    public async Task List_BySomebodyWithoutTheRight_IsForbidden()
    {
        var viewer = cluster.Server.CreateClient("viewer");
        await cluster.Server.ApplyAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: viewer, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: viewer}]
            """);

        // the manifests' role is part of "view": of the namespace, not of nodes
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return Names((await cluster.FindAsync("namespaces/default/pods", viewer))!).Count == 2;
                }
                catch (StatusException e) when (e.Status.Code == 403)
                {
                    return false;
                }
            },
            "the aggregated role",
            MetricsCluster.Patience);
        (await Should.ThrowAsync<StatusException>(() => cluster.FindAsync("nodes", viewer))).Status.Code.ShouldBe(403);
    }

    [Fact]
    public async Task Metrics_OfTheServerItself_HaveMetricsServersNames()
    {
        await cluster.FindAsync("nodes");
        var page = await cluster.PageAsync("/metrics");

        foreach (var name in new[]
        {
            "metrics_server_kubelet_request_duration_seconds_bucket{node=\"alpha\",le=\"0.005\"}",
            "metrics_server_kubelet_request_total{success=\"true\"}",
            "metrics_server_kubelet_request_total{success=\"false\"}",
            "metrics_server_kubelet_last_request_time_seconds{node=\"beta\"}",
            "metrics_server_kubelet_failing{node=\"gone\",reason=\"Unreachable\"} 1",
            "metrics_server_manager_tick_duration_seconds_count",
            "metrics_server_api_metric_freshness_seconds_count",
            "metrics_server_storage_points{type=\"node\"} 2",
            "metrics_server_storage_points{type=\"container\"}",
        })
        {
            page.ShouldContain(name);
        }
    }

    [Theory]
    [InlineData("/livez?verbose", "metric-collection-timely")]
    [InlineData("/readyz?verbose", "metric-storage-ready")]
    [InlineData("/readyz?verbose", "metadata-informer-sync")]
    public async Task Health_WhenAllIsWell_NamesTheCheck(string path, string check) =>
        (await cluster.PageAsync(path)).ShouldContain($"[+]{check} ok");

    [Fact]
    public async Task Figures_OfASecondReplica_AreItsOwn()
    {
        var second = await cluster.StartServerAsync();

        await Eventually.TrueAsync(
            async () => (await cluster.PageAsync("/readyz", second)) == "ok", $"the second replica; the log: {cluster.Log}", MetricsCluster.Patience);
        (await cluster.PageAsync($"{Root}/nodes/alpha", second)).ShouldContain("\"256Mi\"");
    }

    private static List<string> Names(JsonObject list) => [.. list["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!)];

    private static double Cores(JsonNode usage) => Quantity.Parse((string)usage["cpu"]!).ToDouble();

    private async Task<JsonObject> TableAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/{path}");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/json;as=Table;v=v1;g=meta.k8s.io"));
        using var response = await cluster.Server.CreateHttpClient().SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }
}

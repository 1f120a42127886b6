using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.TestKit;

namespace Outrigger.Functional.Tests.Metrics;

/// <summary>kubectl top through the aggregator, of this machine and the servers that run on it.</summary>
public sealed class TopTests(LocalNodeCluster cluster) : IClassFixture<LocalNodeCluster>
{
    private static readonly ResourcePath Nodes = new(new GroupVersionResource("", "v1", "nodes"));

    private string Server => cluster.PodOf(cluster.ControlPlane.Process.Id);

    [Theory, EachKubectl]
    public async Task TopNode_OfThisMachine_ShowsWhatItUses(string version)
    {
        var lines = await LinesAsync(version, "top node");

        lines[0].ShouldMatch(@"^NAME +CPU\(cores\) +CPU(%|\(%\)) +MEMORY\(bytes\) +MEMORY(%|\(%\))");
        var cells = Regex.Match(lines[1], @"^(\S+) +(\d+)m +(\d+)% +(\d+)Mi +(\d+)%", RegexOptions.NonBacktracking);
        cells.Success.ShouldBeTrue(lines[1]);
        cells.Groups[1].Value.ShouldBe(cluster.Node);
        int.Parse(cells.Groups[2].Value, CultureInfo.InvariantCulture).ShouldBeInRange(1, (Environment.ProcessorCount * 1000) + 100);
        int.Parse(cells.Groups[5].Value, CultureInfo.InvariantCulture).ShouldBeInRange(1, 100);
        (await LinesAsync(version, $"top node {cluster.Node} --no-headers")).Count.ShouldBe(1);
        (await LinesAsync(version, "top node -l kubernetes.io/os=linux --sort-by=memory")).Count.ShouldBe(2);
    }

    [Theory, EachKubectl]
    public async Task TopPod_OfTheServers_ShowsTheirProcesses(string version)
    {
        // this process is among them, as it is connected
        var pods = await LinesAsync(version, "top pod -n kube-system --no-headers");
        pods.ShouldContain(l => l.StartsWith(Server, StringComparison.Ordinal));
        pods.ShouldContain(l => l.StartsWith(cluster.MetricsServer, StringComparison.Ordinal));
        (await LinesAsync(version, $"top pod {Server} -n kube-system --no-headers"))[0].ShouldMatch($@"^{Server} +\d+m +\d\d+Mi\s*$");
        (await LinesAsync(version, $"top pod {Server} -n kube-system --containers --no-headers"))[0].ShouldMatch($@"^{Server} +outrigger +\d+m +\d\d+Mi\s*$");
        (await LinesAsync(version, "top pod -A --sort-by=cpu"))[1].ShouldMatch(@"^kube-system +outrigger-");
        (await LinesAsync(version, "top pod -A -l app.kubernetes.io/name=outrigger --sum"))[^1].ShouldMatch(@"\d+m +\d+Mi");
        (await cluster.Kubectl(version).RunAsync("top pod")).ShouldSucceed();
    }

    [Theory, EachKubectl]
    public async Task Get_OfTheNode_TellsOfThisMachine(string version)
    {
        var line = (await LinesAsync(version, "get nodes --no-headers -o wide")).ShouldHaveSingleItem();

        line.ShouldMatch($@"^{cluster.Node} +Ready +<none> +\d+\w* +v1\.36\S* +127\.0\.0\.1 ");
        (await cluster.Kubectl(version).RunAsync($"describe node {cluster.Node}")).ShouldSucceed().ShouldContain(Server);
        (await LinesAsync(version, $"get lease {cluster.Node} -n kube-node-lease --no-headers"))[0].ShouldStartWith(cluster.Node);
    }

    [Fact]
    public async Task Summary_OfTheNode_HasNodeAndPods()
    {
        using var kubelet = new KubeletClient(await UriAsync(), cluster.Folder);

        var (code, body) = await kubelet.GetAsync("stats/summary", withCertificate: true);

        code.ShouldBe(HttpStatusCode.OK);
        var summary = JsonNode.Parse(body)!;
        ((string?)summary["node"]!["nodeName"]).ShouldBe(cluster.Node);
        ((long?)summary["node"]!["memory"]!["workingSetBytes"] > 0).ShouldBeTrue();
        summary["pods"]!.AsArray().ShouldContain(p => (string?)p!["podRef"]!["name"] == Server);
    }

    [Fact]
    public async Task Figures_WithoutCredentialsOrRights_AreRefused()
    {
        using var kubelet = new KubeletClient(await UriAsync(), cluster.Folder);
        await cluster.ControlPlane.Client.CreateAsync(
            new ResourcePath(new GroupVersionResource("", "v1", "serviceaccounts"), "default"),
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "nobody" } },
            CancellationToken.None);
        var nobody = await cluster.ControlPlane.Client.CreateTokenAsync("default", "nobody", [], TimeSpan.FromMinutes(10), CancellationToken.None);
        var scraper = await cluster.ControlPlane.Client.CreateTokenAsync("kube-system", "metrics-server", [], TimeSpan.FromMinutes(10), CancellationToken.None);

        (await kubelet.GetAsync("metrics/resource")).Code.ShouldBe(HttpStatusCode.Unauthorized);
        (await kubelet.GetAsync("metrics/resource", "wrong")).Code.ShouldBe(HttpStatusCode.Unauthorized);
        (await kubelet.GetAsync("metrics/resource", nobody.Token)).Code.ShouldBe(HttpStatusCode.Forbidden);
        (await kubelet.GetAsync("metrics/resource", scraper.Token)).Code.ShouldBe(HttpStatusCode.OK);
        (await kubelet.GetAsync("stats/summary", scraper.Token)).Code.ShouldBe(HttpStatusCode.Forbidden);
        (await kubelet.GetAsync("api/v1/nodes", scraper.Token)).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<Uri> UriAsync()
    {
        var node = await cluster.ControlPlane.Client.GetAsync(Nodes.Named(cluster.Node), CancellationToken.None);
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{(long)node["status"]!["daemonEndpoints"]!["kubeletEndpoint"]!["Port"]!}/"));
    }

    private async Task<List<string>> LinesAsync(string version, string command) =>
        [.. (await cluster.Kubectl(version).RunAsync(command)).ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}

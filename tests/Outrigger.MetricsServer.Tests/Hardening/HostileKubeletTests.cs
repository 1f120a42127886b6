using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Hardening;

/// <summary>T-65: whatever a kubelet does, the others' figures stay fresh, memory bounded, and the operator is told once.</summary>
public sealed class HostileKubeletTests(HostileKubelets kubelets) : IClassFixture<HostileKubelets>
{
    private readonly MetricsCluster cluster = kubelets.Cluster;

    [Theory]
    [InlineData("slow", "Timeout", "no whole answer within 1.8 s")]
    [InlineData("never", "Timeout", "no whole answer within 1.8 s")]
    [InlineData("garbage", "Malformed", "no line of metrics")]
    [InlineData("nan", "Incomplete", "figures that cannot be true")]
    [InlineData("negative", "Incomplete", "figures that cannot be true")]
    [InlineData("gigabyte", "TooLarge|Timeout", "")]
    [InlineData("line", "TooLarge", "a line is longer than 16 KiB")]
    [InlineData("length", "TooLarge", "the answer is to have 1099511627776 bytes")]
    [InlineData("containers", "TooLarge|Timeout", "")]
    [InlineData("redirect", "Status", "it redirects (302), which is not followed")]
    [InlineData("error", "Status", "it answers 500")]
    [InlineData("denies", "Denied", "the right get on nodes/metrics")]
    public async Task Scrape_OfAHostileKubelet_IsItsOwnLoss(string node, string reasons, string told)
    {
        // the hostile one was asked at least twice, and meanwhile the good one stays fresh
        await Eventually.TrueAsync(() => kubelets.Kubelets[node].Callers.Count >= 2, $"two scrapes of {node}", MetricsCluster.Patience);
        await cluster.HasFiguresAsync("good");
        var before = await cluster.TimestampAsync("good");
        await Eventually.TrueAsync(
            async () => await cluster.TimestampAsync("good") is { } now && now != before, $"a fresh figure of good; the log: {cluster.Log}", MetricsCluster.Patience);

        (await cluster.TimestampAsync(node)).ShouldBeNull();
        await Eventually.TrueAsync(
            async () => (await cluster.PageAsync("/metrics")) is var page && reasons.Split('|').Any(r => page.Contains($"metrics_server_kubelet_failing{{node=\"{node}\",reason=\"{r}\"}} 1", StringComparison.Ordinal)),
            $"{node} failing for {reasons}; the log: {cluster.Log}",
            MetricsCluster.Patience);
        var lines = cluster.Log.Of(node);
        lines.Count(l => l.Contains("left out until", StringComparison.Ordinal) || l.Contains("tells nothing of the node", StringComparison.Ordinal)).ShouldBe(1, cluster.Log.ToString());
        lines.ShouldContain(l => l.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrape_ThatIsRedirected_TakesTheTokenNowhere()
    {
        await Eventually.TrueAsync(() => kubelets.Kubelets["redirect"].Callers.Count >= 2, "two scrapes", MetricsCluster.Patience);

        kubelets.Kubelets["redirect"].Callers.ShouldAllBe(c => c.StartsWith("/metrics/resource Bearer ", StringComparison.Ordinal));
        kubelets.Elsewhere.Callers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Scrape_OfAKubeletThatIsWellAgain_IsToldOnce()
    {
        var answer = 0;
        var kubelet = await cluster.AddNodeAsync("mends", context => Volatile.Read(ref answer) == 0 ? context.Response.Body.WriteAsync(new byte[] { 0xff, 10 }).AsTask() : FakeKubelet.Text(HostileKubelets.Good)(context));
        await Eventually.TrueAsync(() => cluster.Log.Of("mends").Count == 1, "the failure told", MetricsCluster.Patience);
        await Eventually.TrueAsync(() => kubelet.Callers.Count >= 2, "a second scrape", MetricsCluster.Patience);
        cluster.Log.Of("mends").Count.ShouldBe(1);

        Volatile.Write(ref answer, 1);

        await cluster.HasFiguresAsync("mends");
        cluster.Log.Of("mends")[1].ShouldContain("gives figures again");
        (await cluster.PageAsync("/metrics")).ShouldNotContain("metrics_server_kubelet_failing{node=\"mends\"");
    }

    [Fact]
    public async Task Scrape_OfANodeThatIsGone_Ends()
    {
        var kubelet = await cluster.AddNodeAsync("leaves", FakeKubelet.Text(HostileKubelets.Good));
        await cluster.HasFiguresAsync("leaves");

        await cluster.Server.Client.SendAsync(HttpMethod.Delete, "/api/v1/nodes/leaves", null, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(
            async () => !(await cluster.PageAsync("/metrics")).Contains("\"leaves\"", StringComparison.Ordinal), "its series gone", MetricsCluster.Patience);
        (await cluster.TimestampAsync("leaves")).ShouldBeNull();
        kubelet.Callers.ShouldNotBeEmpty();
    }
}

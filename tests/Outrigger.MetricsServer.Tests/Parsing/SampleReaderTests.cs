using System.Text;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Parsing;

namespace Outrigger.MetricsServer.Tests.Parsing;

public sealed class SampleReaderTests
{
    // as a kubelet writes it
    private const string Kubelet = """
        # HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds
        # TYPE container_cpu_usage_seconds_total counter
        container_cpu_usage_seconds_total{container="coredns",namespace="kube-system",pod="coredns-558bd4d5db-4dpjz"} 4.710169 1633253812125
        # TYPE container_memory_working_set_bytes gauge
        container_memory_working_set_bytes{container="coredns",namespace="kube-system",pod="coredns-558bd4d5db-4dpjz"} 1.253376e+07 1633253812125
        # TYPE container_start_time_seconds gauge
        container_start_time_seconds{container="coredns",namespace="kube-system",pod="coredns-558bd4d5db-4dpjz"} 1.6332529461523e+09 1633252946152
        # TYPE node_cpu_usage_seconds_total counter
        node_cpu_usage_seconds_total 357.35491 1633253809720
        # TYPE node_memory_working_set_bytes gauge
        node_memory_working_set_bytes 1.616273408e+09 1633253809720
        # TYPE pod_cpu_usage_seconds_total counter
        pod_cpu_usage_seconds_total{namespace="kube-system",pod="coredns-558bd4d5db-4dpjz"} 4.67812 1633253803935
        # TYPE scrape_error gauge
        scrape_error 0

        """;

    [Fact]
    public async Task Read_OfAKubelet_FindsWhatIsUsed()
    {
        var (found, reader) = await Samples.ReadAsync(Kubelet);

        found.ShouldBe(
        [
            "ContainerCpu kube-system/coredns-558bd4d5db-4dpjz/coredns 4710169000 @1633253812125",
            "ContainerMemory kube-system/coredns-558bd4d5db-4dpjz/coredns 12533760 @1633253812125",
            "ContainerStart kube-system/coredns-558bd4d5db-4dpjz/coredns 1633252946152299776 @1633252946152",
            "NodeCpu // 357354910000 @1633253809720",
            "NodeMemory // 1616273408 @1633253809720",
        ]);
        reader.Impossible.ShouldBe(0);
    }

    [Fact]
    public async Task Read_TimeBeyondNanoseconds_IsImpossible()
    {
        var (found, reader) = await Samples.ReadAsync("node_cpu_usage_seconds_total 1 9223372036854\nnode_memory_working_set_bytes 1 9223372036855\n");

        found.ShouldBe(["NodeCpu // 1000000000 @9223372036854"]);
        reader.Impossible.ShouldBe(1);
    }

    [Theory]
    [InlineData("node_cpu_usage_seconds_total 1", "NodeCpu // 1000000000 @0")]
    [InlineData("  node_cpu_usage_seconds_total\t2.5  7 ", "NodeCpu // 2500000000 @7")]
    [InlineData("node_memory_working_set_bytes{} 3", "NodeMemory // 3 @0")]
    [InlineData("node_memory_working_set_bytes{a=\"b\\\"}\",} 3", "NodeMemory // 3 @0")]
    [InlineData("container_cpu_usage_seconds_total { pod = \"p\" , namespace=\"n\",container=\"c\"} 1e-9 5", "ContainerCpu n/p/c 1 @5")]
    [InlineData("container_cpu_usage_seconds_total{container=\"c\",id=\"/kube\\\\x\",namespace=\"n\",pod=\"p\"} 1", "ContainerCpu n/p/c 1000000000 @0")]
    public async Task Read_OfGoodLines_FindsThem(string line, string sample) =>
        (await Samples.ReadAsync(line + "\n")).Found.ShouldBe([sample]);

    [Theory]
    [InlineData("")]
    [InlineData("# anything at all \u0001")]
    [InlineData("container_cpu_usage_seconds_totals{} not even a number")]
    [InlineData("node_cpu_usage_seconds_total_2 1")]
    [InlineData("container_cpu_usage_seconds_total{container=\"\",pod=\"p\",namespace=\"n\"} 1")]
    [InlineData("container_cpu_usage_seconds_total{id=\"/system.slice\"} 1")]
    [InlineData("kubelet_running_pods 5")]
    public async Task Read_OfOtherLines_PassesThemOver(string line)
    {
        var (found, reader) = await Samples.ReadAsync(line + "\n");

        found.ShouldBeEmpty();
        reader.Impossible.ShouldBe(0);
    }

    [Theory]
    [InlineData("node_cpu_usage_seconds_total NaN")]
    [InlineData("node_cpu_usage_seconds_total +Inf")]
    [InlineData("node_cpu_usage_seconds_total -1")]
    [InlineData("node_cpu_usage_seconds_total 1e300")]
    [InlineData("node_memory_working_set_bytes 9.3e18")]
    [InlineData("node_memory_working_set_bytes 1 -5")]
    [InlineData("node_memory_working_set_bytes 1 9223372036854775807")]
    [InlineData("container_memory_working_set_bytes{container=\"c\",pod=\"../etc\",namespace=\"n\"} 1")]
    [InlineData("container_memory_working_set_bytes{container=\"c\",pod=\"a\\\"b\",namespace=\"n\"} 1")]
    [InlineData("container_memory_working_set_bytes{container=\"C\",pod=\"p\",namespace=\"n\"} 1")]
    [InlineData("container_memory_working_set_bytes{container=\"c\",pod=\"p\"} 1")]
    public async Task Read_OfWhatCannotBeTrue_CountsIt(string line)
    {
        var (found, reader) = await Samples.ReadAsync($"{line}\n{line}\nnode_cpu_usage_seconds_total 1\n");

        found.ShouldBe(["NodeCpu // 1000000000 @0"]);
        reader.Impossible.ShouldBe(2);
        reader.FirstImpossible.ShouldBe(line);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"kind\":\"Status\"}")]
    [InlineData("7up 1")]
    [InlineData("node_cpu_usage_seconds_total")]
    [InlineData("node_cpu_usage_seconds_total x")]
    [InlineData("node_cpu_usage_seconds_total 1 2 3")]
    [InlineData("node_cpu_usage_seconds_total 1 2.5")]
    [InlineData("node_cpu_usage_seconds_total{a=\"b\" 1")]
    [InlineData("node_cpu_usage_seconds_total{a=\"b} 1")]
    [InlineData("node_cpu_usage_seconds_total{a=\"b\\")]
    [InlineData("node_cpu_usage_seconds_total{=\"b\"} 1")]
    [InlineData("node_cpu_usage_seconds_total{a=b} 1")]
    [InlineData("node_cpu_usage_seconds_total{a=\"b\"c=\"d\"} 1")]
    [InlineData("\u0000\u0001\u0002")]
    public async Task Read_OfNoMetrics_IsRefused(string line) =>
        (await Should.ThrowAsync<ScrapeException>(() => Samples.ReadAsync(line + "\n"))).Failure.ShouldBe(ScrapeFailure.Malformed);

    [Fact]
    public async Task Read_OfABodyThatBreaksOff_IsRefused()
    {
        var failure = await Should.ThrowAsync<ScrapeException>(() => Samples.ReadAsync("node_cpu_usage_seconds_total 12"));

        failure.Failure.ShouldBe(ScrapeFailure.Malformed);
        failure.Message.ShouldContain("in the middle of a line");
    }

    [Fact]
    public async Task Read_OfALineWithoutEnd_StopsAfterOneBuffer()
    {
        var body = new EndlessStream("a"u8.ToArray());

        var failure = await Should.ThrowAsync<ScrapeException>(() => Samples.ReadAsync(body));

        failure.Failure.ShouldBe(ScrapeFailure.TooLarge);
        body.Sent.ShouldBeLessThanOrEqualTo(2 * SampleReader.LongestLine);
    }

    [Fact]
    public async Task Read_OfABodyWithoutEnd_StopsAtItsLimit()
    {
        var body = new EndlessStream(Encoding.ASCII.GetBytes("kubelet_running_pods 5\n"));

        var failure = await Should.ThrowAsync<ScrapeException>(() => Samples.ReadAsync(body));

        failure.Failure.ShouldBe(ScrapeFailure.TooLarge);
        body.Sent.ShouldBeInRange(SampleReader.LongestBody, SampleReader.LongestBody + SampleReader.LongestLine);
    }

    [Fact]
    public async Task Read_OfAWholeBody_AllocatesNothingForASample()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"container_cpu_usage_seconds_total{{container=\"c\",namespace=\"n\",pod=\"p-{i}\"}} {i}.5 1633253812125\n");
        }

        var bytes = Encoding.ASCII.GetBytes(text.ToString());
        var count = 0;
        var reader = new SampleReader((in ResourceSample _) => count++);
        await reader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await reader.ReadAsync(new MemoryStream(bytes), CancellationToken.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        count.ShouldBe(2000);
        allocated.ShouldBeLessThan(2000, "the stream, the task and nothing for the lines");
    }
}

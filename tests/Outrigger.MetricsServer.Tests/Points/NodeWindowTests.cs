using System.Text;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Parsing;
using Outrigger.MetricsServer.Points;

namespace Outrigger.MetricsServer.Tests.Points;

/// <summary>How two scrapes become a figure: metrics-server's rules.</summary>
public sealed class NodeWindowTests
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddHours(1000);
    private static readonly PodName Pod = new("n", "p");
    private readonly MetricsStore store = new();

    [Fact]
    public void Commit_OfTwoScrapes_IsARateOverTheTimeBetween()
    {
        Scrape(0, Node(100, 5 << 20), Container("a", 10, 1 << 20));
        store.UsageOf("node").ShouldBeNull();
        store.UsageOf(Pod).ShouldBeNull();
        store.IsReady.ShouldBeFalse();

        Scrape(60, Node(130, 6 << 20), Container("a", 13, 2 << 20));

        store.UsageOf("node").ShouldBe(new Usage(Nano(60), 60_000_000_000, 500_000_000, 6 << 20));
        var pod = store.UsageOf(Pod)!;
        (pod.Time, pod.Window).ShouldBe((Nano(60), 60_000_000_000));
        pod.Containers.ShouldBe([new ContainerUsage("a", 50_000_000, 2 << 20)]);
        store.IsReady.ShouldBeTrue();
    }

    [Fact]
    public void Commit_OfTheSamePointAgain_KeepsTheFigure()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1));
        Scrape(60, Node(130, 1), Container("a", 13, 1));
        var before = store.UsageOf("node");

        Scrape(60, Node(130, 1), Container("a", 13, 1));

        store.UsageOf("node").ShouldBe(before);
    }

    [Fact]
    public void Commit_OfACounterThatWentBack_ShowsNothingUntilTheNext()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1), Container("b", 10, 1));

        Scrape(60, Node(20, 1), Container("a", 1, 1), Container("b", 16, 1));

        store.UsageOf("node").ShouldBeNull();
        store.UsageOf(Pod)!.Containers.ShouldBe([new ContainerUsage("b", 100_000_000, 1)]);

        Scrape(120, Node(26, 1), Container("a", 7, 1), Container("b", 22, 1));

        store.UsageOf("node")!.Cpu.ShouldBe(100_000_000);
        store.UsageOf(Pod)!.Containers.Length.ShouldBe(2);
    }

    [Fact]
    public void Commit_OfAContainerThatStartedAnew_CountsFromItsStart()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1, -600));

        Scrape(60, Node(130, 1), Container("a", 4, 1, 40));

        // 20 seconds old: long enough for a figure of its own
        var pod = store.UsageOf(Pod)!;
        (pod.Time, pod.Window).ShouldBe((Nano(60), 20_000_000_000));
        pod.Containers[0].Cpu.ShouldBe(200_000_000);
    }

    [Fact]
    public void Commit_OfAContainerThatStartedAMomentAgo_Waits()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1, -600));

        Scrape(60, Node(130, 1), Container("a", 4, 1, 55));

        store.UsageOf(Pod).ShouldBeNull();
    }

    [Fact]
    public void Commit_OfAPodWithAContainerThatIsNotWhole_ShowsNothingOfIt()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1), Container("b", 10, 1));

        Scrape(60, Node(130, 1), Container("a", 13, 1), Container("b", 13, 0));

        store.UsageOf(Pod).ShouldBeNull();
    }

    [Fact]
    public void Commit_OfAPodThatIsNotToldOf_ForgetsIt()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1));
        Scrape(60, Node(130, 1), Container("a", 13, 1));

        Scrape(120, Node(160, 1));
        store.UsageOf(Pod).ShouldBeNull();
        store.ContainerWindows.ShouldBe(0);

        // what comes back is compared with nothing
        Scrape(180, Node(190, 1), Container("a", 19, 1));
        store.UsageOf(Pod).ShouldBeNull();
    }

    [Fact]
    public void Commit_WithoutTheNode_ShowsOnlyItsPods()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1));
        Scrape(60, Node(130, 1), Container("a", 13, 1));

        Scrape(120, [Container("a", 16, 1)]).ShouldBeFalse();

        store.UsageOf("node").ShouldBeNull();
        store.UsageOf(Pod).ShouldNotBeNull();
    }

    [Fact]
    public void Clear_AfterAScrapeThatFailed_ShowsNothing()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1));
        Scrape(60, Node(130, 1), Container("a", 13, 1));

        store.Add("node").Clear();

        store.UsageOf("node").ShouldBeNull();
        store.UsageOf(Pod).ShouldBeNull();
        Scrape(120, Node(160, 1), Container("a", 16, 1));
        store.UsageOf("node").ShouldBeNull();
    }

    [Fact]
    public void Show_OfAPodThatTwoNodesTellOf_BelievesTheFirst()
    {
        Scrape(0, Node(100, 1), Container("a", 10, 1));
        Scrape(60, Node(130, 1), Container("a", 13, 1));
        Scrape("other", 0, Node(100, 1), Container("a", 10, 1));
        Scrape("other", 60, Node(130, 1), Container("a", 70, 1));

        store.UsageOf(Pod)!.Containers[0].Cpu.ShouldBe(50_000_000);
    }

    [Fact]
    public void Accept_OfMoreContainersThanANodeCanHave_Throws()
    {
        var window = store.Add("node");
        window.Begin(Start);

        var e = Should.Throw<ScrapeException>(() =>
        {
            for (var i = 0; i <= NodeWindow.MostContainers; i++)
            {
                Accept(window, new Told(SampleKind.ContainerCpu, $"c{i}", 1, 0));
            }
        });

        e.Failure.ShouldBe(ScrapeFailure.TooLarge);
    }

    private bool Scrape(int second, params Told[][] told) => Scrape("node", second, told);

    private bool Scrape(string node, int second, params Told[][] told)
    {
        var window = store.Add(node);
        window.Begin(Start.AddSeconds(second));
        foreach (var one in told.SelectMany(t => t))
        {
            Accept(window, one with { Time = Start.AddSeconds(second).ToUnixTimeMilliseconds() });
        }

        return window.Commit(Resolution);
    }

    private static void Accept(NodeWindow window, Told told) => window.Accept(new ResourceSample
    {
        Kind = told.Kind,
        Namespace = Bytes(told.Container.Length > 0 ? "n" : ""),
        Pod = Bytes(told.Container.Length > 0 ? "p" : ""),
        Container = Bytes(told.Container),
        Value = told.Value,
        Timestamp = told.Time,
    });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static long Nano(int second) => Start.AddSeconds(second).ToUnixTimeMilliseconds() * 1_000_000;

    private static Told[] Node(int cpuSeconds, ulong memory) =>
        [new(SampleKind.NodeCpu, "", (ulong)cpuSeconds * 1_000_000_000, 0), new(SampleKind.NodeMemory, "", memory, 0)];

    private static Told[] Container(string name, int cpuSeconds, ulong memory, int started = -3600) =>
    [
        new(SampleKind.ContainerStart, name, (ulong)Nano(started), 0),
        new(SampleKind.ContainerCpu, name, (ulong)cpuSeconds * 1_000_000_000, 0),
        new(SampleKind.ContainerMemory, name, memory, 0),
    ];

    private sealed record Told(SampleKind Kind, string Container, ulong Value, long Time);
}

using Outrigger.CustomMetrics.Dispatch;
using Outrigger.CustomMetrics.Hosting;
using Outrigger.CustomMetrics.Providers;
using Outrigger.CustomMetrics.Telemetry;
using Outrigger.CustomMetrics.Tests.Fakes;
using Outrigger.Server.Extension;
using Outrigger.Server.Metrics;

namespace Outrigger.CustomMetrics.Tests.Dispatch;

public sealed class ProviderTableTests : IDisposable
{
    private readonly PrometheusExporter exporter = new();
    private readonly LogLines log = new();
    private readonly ProviderMetrics metrics = new("table.example.com");

    [Fact]
    public void Find_OfAMetricThatTwoHave_IsTheFirstAndToldOnce()
    {
        var names = new HashSet<string> { "listed" };
        var table = Table(
            ("first", MetricNames.Of("a", "pods/b")), ("second", MetricNames.From(() => names)), ("third", MetricNames.Where((resource, metric) => metric is "c" or "a" && resource != "nodes")));

        table.Find("pods", "a")!.Name.ShouldBe("first");
        table.Find("pods", "a")!.Name.ShouldBe("first");
        table.Find("nodes", "a")!.Name.ShouldBe("first");
        table.Find("pods", "b")!.Name.ShouldBe("first");
        table.Find("services", "b").ShouldBeNull();
        table.Find("services", "c")!.Name.ShouldBe("third");
        table.Find("nodes", "c").ShouldBeNull();
        table.Find("", "listed")!.Name.ShouldBe("second");
        names.Add("pods/late");
        table.Find("pods", "late")!.Name.ShouldBe("second");

        log.Of(4602).ShouldHaveSingleItem().ShouldContain(" a is had by the providers first and third");
        var page = exporter.Write();
        page.ShouldContain("outrigger_metrics_provider_owner_info{group=\"table.example.com\",metric=\"pods/b\",provider=\"first\"} 1");
        page.ShouldContain("outrigger_metrics_provider_owner_info{group=\"table.example.com\",metric=\"services/c\",provider=\"third\"} 1");
    }

    [Fact]
    public void Find_OfNamesWithoutEnd_ShowsAThousandOfThem()
    {
        var table = Table(("all", MetricNames.All), ("too", MetricNames.Where((_, _) => true)));

        table.Find("pods", new string('x', 1000))!.Name.ShouldBe("all");
        for (var i = 0; i < 1500; i++)
        {
            table.Find("pods", $"m{i}")!.Name.ShouldBe("all");
        }

        exporter.Write().Split('\n').Count(l => l.StartsWith("outrigger_metrics_provider_owner_info{group=\"table.example.com\"", StringComparison.Ordinal)).ShouldBe(1000);
        exporter.Write().ShouldNotContain("xxxx");
        log.Of(4602).Count.ShouldBe(1000);
    }

    [Fact]
    public void Find_WithAProviderOfTheRest_IsNoConflict()
    {
        var table = Table(("some", MetricNames.Of("a")), ("rest", MetricNames.All));

        table.Find("pods", "a")!.Name.ShouldBe("some");
        table.Find("pods", "b")!.Name.ShouldBe("rest");
        log.Of(4602).ShouldBeEmpty();
    }

    [Fact]
    public void Find_OfARuleThatFails_LeavesItToTheOthers()
    {
        var table = Table(("bad", MetricNames.Where((_, _) => throw new InvalidOperationException("no"))), ("good", MetricNames.All));

        table.Find("pods", "a")!.Name.ShouldBe("good");
        table.Find("pods", "b")!.Name.ShouldBe("good");
        log.Of(4603).ShouldHaveSingleItem().ShouldContain("the provider bad fails");
    }

    [Fact]
    public void Add_OfANameThatIsTaken_IsRefused()
    {
        var builder = new ExtensionServerBuilder("adapter").AddCustomMetrics("queues", _ => new ScriptedProvider(), MetricNames.All);

        Should.Throw<ArgumentException>(() => builder.AddCustomMetrics("queues", _ => new ScriptedProvider(), MetricNames.All)).Message.ShouldContain("\"queues\"");
        Should.Throw<ArgumentException>(() => builder.AddCustomMetrics("", _ => new ScriptedProvider(), MetricNames.All));
        builder.AddExternalMetrics("queues", _ => new ScriptedProvider(), MetricNames.All);
    }

    public void Dispose()
    {
        metrics.Dispose();
        exporter.Dispose();
    }

    private ProviderTable<string> Table(params (string Name, MetricNames Names)[] providers)
    {
        var parts = new GroupParts("table.example.com", TimeProvider.System, log, metrics);
        return new ProviderTable<string>([.. providers.Select(p => new ProviderSlot<string>(p.Name, p.Name, p.Names, new ProviderOptions(), parts))], parts);
    }
}

using System.Diagnostics.Metrics;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.Tests.Metrics;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Write_OfAnObservedGauge_ShowsOnlyWhatThereIsNow()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Outrigger.Tests");
        string[] names = ["a", "b"];
        meter.CreateObservableGauge("test_things", () => names.Select(n => new Measurement<int>(1, new KeyValuePair<string, object?>("name", n))));
        exporter.Write().ShouldContain("test_things{name=\"b\"} 1");

        names = ["a"];

        var page = exporter.Write();
        page.ShouldContain("test_things{name=\"a\"} 1");
        page.ShouldNotContain("test_things{name=\"b\"}");
    }

    [Fact]
    public void Forget_ALabel_DropsItsSeriesAlone()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Outrigger.Tests");
        var counter = meter.CreateCounter<long>("test_requests");
        counter.Add(1, new KeyValuePair<string, object?>("node", "a"));
        counter.Add(2, new KeyValuePair<string, object?>("node", "b"));

        exporter.Forget("node", "a");

        var page = exporter.Write();
        page.ShouldNotContain("node=\"a\"");
        page.ShouldContain("test_requests{node=\"b\"} 2");
    }

    [Fact]
    public void Write_OfAHistogramWithBoundsOfItsOwn_HasThoseBuckets()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Outrigger.Tests");
        var histogram = meter.CreateHistogram(
            "test_seconds", "s", "", tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 15] });
        histogram.Record(2);

        var lines = exporter.Write().Split('\n').Where(l => l.StartsWith("test_seconds_bucket", StringComparison.Ordinal));

        lines.ShouldBe(["test_seconds_bucket{le=\"1\"} 0", "test_seconds_bucket{le=\"15\"} 1", "test_seconds_bucket{le=\"+Inf\"} 1"]);
    }

    [Fact]
    public void Write_TwoMetersWithTheSameInstruments_IsOneFamily()
    {
        using var exporter = new PrometheusExporter();
        using var one = new Meter("Outrigger.Tests");
        using var other = new Meter("Outrigger.Tests");
        foreach (var (meter, value) in ((Meter, int)[])[(one, 3), (other, 2)])
        {
            meter.CreateCounter<long>("test_twice_total", description: "Help.").Add(value, new KeyValuePair<string, object?>("code", 200));
            meter.CreateHistogram<double>("test_twice_seconds").Record(value);
            meter.CreateObservableGauge("test_twice_differing", () => value);
        }

        var page = exporter.Write();

        page.Split('\n').Where(l => l.Contains("test_twice_total", StringComparison.Ordinal)).ShouldBe(
            ["# HELP test_twice_total Help.", "# TYPE test_twice_total counter", "test_twice_total{code=\"200\"} 5"]);
        page.ShouldContain("test_twice_seconds_count 2\n");
        page.ShouldContain("# TYPE test_twice_differing gauge\ntest_twice_differing 3\n");
        page.Split('\n').Count(l => l.StartsWith("test_twice_differing", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Write_AMeterIsFollowed_ShowsNoOtherOfItsName()
    {
        using var exporter = new PrometheusExporter();
        using var own = new Meter("Outrigger.Tests.Followed");
        using var other = new Meter("Outrigger.Tests.Followed");
        own.CreateCounter<long>("test_followed_total").Add(1);
        other.CreateCounter<long>("test_followed_total").Add(2);

        exporter.Follow(own);

        exporter.Write().ShouldContain("# TYPE test_followed_total counter\ntest_followed_total 1\n");
    }

    [Fact]
    public void Write_AMeterIsGone_ForgetsItsInstruments()
    {
        using var exporter = new PrometheusExporter();
        using var stays = new Meter("Outrigger.Tests");
        stays.CreateCounter<long>("test_stays_total").Add(1);
        using (var goes = new Meter("Outrigger.Tests"))
        {
            goes.CreateCounter<long>("test_goes_total").Add(1);
            goes.CreateCounter<long>("test_stays_total").Add(2);
            exporter.Write().ShouldContain("test_goes_total 1\n");
        }

        var page = exporter.Write();
        page.ShouldNotContain("test_goes_total");
        page.ShouldContain("test_stays_total 1\n");
    }
}

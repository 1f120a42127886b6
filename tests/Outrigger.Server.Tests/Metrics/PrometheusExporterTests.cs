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
}

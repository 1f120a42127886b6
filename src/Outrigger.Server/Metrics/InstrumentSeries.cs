using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>The series of one instrument.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    private static readonly double[] UsualBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly ConcurrentDictionary<MetricLabels, MetricSeries> all = new();
    private readonly double[]? bounds = BoundsOf(instrument);
    private readonly bool isSet = instrument.IsObservable || instrument is Gauge<double> or Gauge<long>;

    /// <summary>As it stands on the page.</summary>
    public string Name { get; } = instrument.Name.Replace('.', '_');

    public Meter Meter => instrument.Meter;

    /// <summary>Whether the figures are asked for anew for each page.</summary>
    public bool IsObserved => instrument.IsObservable;

    /// <summary>Writes instruments of the same name, which are those of several servers, as one: sums, and of gauges the largest.</summary>
    public static void WriteTo(StringBuilder text, IReadOnlyList<InstrumentSeries> alike)
    {
        var first = alike[0];
        var lines = alike
            .SelectMany(i => i.all)
            .GroupBy(s => s.Key.ToString(), s => s.Value, StringComparer.Ordinal)
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .ToList();
        if (lines.Count == 0)
        {
            return;
        }

        first.WriteHead(text);
        foreach (var line in lines)
        {
            var one = line.Skip(1).Any() ? MetricSeries.Merge([.. line], first.bounds, first.isSet) : line.First();
            one.WriteTo(text, first.Name, line.Key);
        }
    }

    /// <summary>Null when there is no such series yet.</summary>
    public MetricSeries? Find(in MetricLabels labels) => all.GetValueOrDefault(labels);

    public MetricSeries Make(in MetricLabels labels) => all.GetOrAdd(labels, new MetricSeries(bounds));

    public void Record(MetricSeries series, double value)
    {
        if (isSet)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>How many series it dropped.</summary>
    public int Drop(Predicate<MetricLabels> which) => all.Keys.Count(labels => which(labels) && all.TryRemove(labels, out _));

    private void WriteHead(StringBuilder text)
    {
        if (instrument.Description is { Length: > 0 } help)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(help.Replace("\n", " ", StringComparison.Ordinal)).Append('\n');
        }

        text.Append("# TYPE ").Append(Name).Append(' ').Append(TypeOf(instrument)).Append('\n');
    }

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> or Histogram<long> => "histogram",
        Counter<long> or Counter<double> or ObservableCounter<long> or ObservableCounter<double> => "counter",
        _ => "gauge",
    };

    private static double[]? BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries is { Count: > 0 } own ? [.. own] : UsualBounds,
        Histogram<long> => UsualBounds,
        _ => null,
    };
}

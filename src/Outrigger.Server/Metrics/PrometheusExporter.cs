using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>
/// Collects the instruments of this project's meters (and the runtime's) and writes them in Prometheus' text format. (The ready-made
/// exporters are not to be had for this runtime.) The number of series is bounded, whatever labels arrive.
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    private const int MostSeries = 20_000;
    private static readonly double[] UsualBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly string[] MeterPrefixes = ["Outrigger.", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly Lock writing = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<MetricLabels, MetricSeries>> instruments = new();
    private readonly ConcurrentQueue<Action<MetricPage>> sources = new();
    private int count;

    /// <summary>Starts to listen.</summary>
    public PrometheusExporter()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (MeterPrefixes.Any(p => instrument.Meter.Name.StartsWith(p, StringComparison.Ordinal)))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Record(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Record(i, v, tags));
        listener.Start();
    }

    /// <summary>The page of /metrics.</summary>
    public string Write()
    {
        lock (writing)
        {
            ForgetObserved();
            listener.RecordObservableInstruments();
            return Page();
        }
    }

    /// <summary>Drops every series with this label: what it tells of is gone. Only the first three labels of an instrument count.</summary>
    public void Forget(string label, string value)
    {
        foreach (var series in instruments.Values)
        {
            foreach (var labels in series.Keys.Where(k => k.Has(label, value)))
            {
                Drop(series, labels);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private string Page()
    {
        var text = new StringBuilder();
        foreach (var (instrument, series) in instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            var name = instrument.Name.Replace('.', '_');
            if (instrument.Description is { Length: > 0 } help)
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\n", " ", StringComparison.Ordinal)).Append('\n');
            }

            text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(instrument)).Append('\n');
            foreach (var (labels, one) in series.Select(s => (Text: s.Key.ToString(), s.Value)).OrderBy(s => s.Text, StringComparer.Ordinal))
            {
                one.WriteTo(text, name, labels);
            }
        }

        var page = new MetricPage();
        foreach (var source in sources)
        {
            source(page);
        }

        page.WriteTo(text);
        return text.ToString();
    }

    /// <summary>Adds who writes lines of its own whenever the page is asked for.</summary>
    internal void Add(Action<MetricPage> source) => sources.Enqueue(source);

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

    // what is observed anew for each page must not stay from an earlier one
    private void ForgetObserved()
    {
        foreach (var (_, series) in instruments.Where(i => i.Key.IsObservable))
        {
            foreach (var labels in series.Keys)
            {
                Drop(series, labels);
            }
        }
    }

    private void Drop(ConcurrentDictionary<MetricLabels, MetricSeries> series, MetricLabels labels)
    {
        if (series.TryRemove(labels, out _))
        {
            Interlocked.Decrement(ref count);
        }
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = instruments.GetOrAdd(instrument, static _ => new());
        var labels = MetricLabels.Of(tags);
        if (!series.TryGetValue(labels, out var one))
        {
            if (Interlocked.Increment(ref count) > MostSeries)
            {
                Interlocked.Decrement(ref count);
                return;
            }

            one = series.GetOrAdd(labels, new MetricSeries(BoundsOf(instrument)));
        }

        if (instrument.IsObservable || instrument is Gauge<double> or Gauge<long>)
        {
            one.Set(value);
        }
        else
        {
            one.Add(value);
        }
    }
}

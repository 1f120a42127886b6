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
    private static readonly string[] MeterPrefixes = ["Outrigger.", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly Lock writing = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> instruments = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Meter, bool>> followed = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action<MetricPage>> sources = new();
    private int count;

    /// <summary>Starts to listen.</summary>
    public PrometheusExporter()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (MeterPrefixes.Any(p => instrument.Meter.Name.StartsWith(p, StringComparison.Ordinal)))
            {
                own.EnableMeasurementEvents(instrument, instruments.GetOrAdd(instrument, i => new InstrumentSeries(i)));
            }
        };
        listener.MeasurementsCompleted = (instrument, _) => Leave(instrument);
        listener.SetMeasurementEventCallback<long>((_, v, tags, series) => Record((InstrumentSeries)series!, v, tags));
        listener.SetMeasurementEventCallback<int>((_, v, tags, series) => Record((InstrumentSeries)series!, v, tags));
        listener.SetMeasurementEventCallback<double>((_, v, tags, series) => Record((InstrumentSeries)series!, v, tags));
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
        foreach (var instrument in instruments.Values)
        {
            Drop(instrument, labels => labels.Has(label, value));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    /// <summary>Adds who writes lines of its own whenever the page is asked for.</summary>
    internal void Add(Action<MetricPage> source) => sources.Enqueue(source);

    /// <summary>Of the meters with this one's name, which other servers of the process have too, only this one is shown.</summary>
    internal void Follow(Meter meter) => followed.GetOrAdd(meter.Name, static _ => new())[meter] = true;

    private string Page()
    {
        var text = new StringBuilder();
        var shown = instruments.Values.Where(i => !followed.TryGetValue(i.Meter.Name, out var own) || own.ContainsKey(i.Meter));
        foreach (var alike in shown.GroupBy(i => i.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            InstrumentSeries.WriteTo(text, [.. alike]);
        }

        var page = new MetricPage();
        foreach (var source in sources)
        {
            source(page);
        }

        page.WriteTo(text);
        return text.ToString();
    }

    // what is observed anew for each page must not stay from an earlier one
    private void ForgetObserved()
    {
        foreach (var instrument in instruments.Values.Where(i => i.IsObserved))
        {
            Drop(instrument, _ => true);
        }
    }

    // its meter is disposed of
    private void Leave(Instrument instrument)
    {
        if (instruments.TryRemove(instrument, out var series))
        {
            Drop(series, _ => true);
        }
    }

    private void Drop(InstrumentSeries instrument, Predicate<MetricLabels> which) => Interlocked.Add(ref count, -instrument.Drop(which));

    private void Record(InstrumentSeries instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricLabels.Of(tags);
        if (instrument.Find(labels) is not { } one)
        {
            if (Interlocked.Increment(ref count) > MostSeries)
            {
                Interlocked.Decrement(ref count);
                return;
            }

            one = instrument.Make(labels);
        }

        instrument.Record(one, value);
    }
}

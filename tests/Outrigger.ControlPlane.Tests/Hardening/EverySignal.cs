using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>Keeps what the traces and meters of the whole process say: names, tags, events, baggage, states.</summary>
internal sealed class EverySignal : IDisposable
{
    private readonly ConcurrentQueue<string> spans = new();
    private readonly ConcurrentDictionary<string, bool> figures = new(StringComparer.Ordinal);
    private readonly ActivityListener traces = new();
    private readonly MeterListener meters = new();

    public EverySignal()
    {
        traces.ShouldListenTo = _ => true;
        traces.Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded;
        traces.ActivityStopped = span => spans.Enqueue(Text(span));
        ActivitySource.AddActivityListener(traces);
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Measure<long>();
        Measure<int>();
        Measure<double>();
        meters.Start();
    }

    public int Spans => spans.Count;

    public int Figures => figures.Count;

    /// <summary>Where the text is; null when it is nowhere.</summary>
    public string? Find(string text)
    {
        meters.RecordObservableInstruments();
        return spans.Concat(figures.Keys).FirstOrDefault(one => one.Contains(text, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        traces.Dispose();
        meters.Dispose();
    }

    private static string Text(Activity span) => string.Join('\n', [
        $"{span.Source.Name} {span.OperationName} {span.DisplayName} {span.TraceStateString} {span.StatusDescription}",
        .. Tags(span.TagObjects),
        .. span.Baggage.Select(one => $"{one.Key}={one.Value}"),
        .. span.Events.SelectMany(one => Tags(one.Tags).Prepend(one.Name)),
        .. span.Links.SelectMany(one => Tags(one.Tags ?? [])),
    ]);

    private static IEnumerable<string> Tags(IEnumerable<KeyValuePair<string, object?>> tags) => tags.Select(one => $"{one.Key}={one.Value}");

    private void Measure<T>()
        where T : struct => meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) =>
            figures.TryAdd($"{instrument.Meter.Name} {instrument.Name} {string.Join(' ', Tags(tags.ToArray()))}", true));
}

using System.Diagnostics.Metrics;

namespace Outrigger.Server.Metrics;

/// <summary>The figures of a server, under kube-apiserver's names. Labels are bounded: verbs and resources that are served, codes.</summary>
public sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Outrigger.Server";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> requests;
    private readonly Histogram<double> seconds;
    private readonly UpDownCounter<long> inFlight;

    /// <summary>Makes the instruments.</summary>
    public ServerMetrics()
    {
        requests = meter.CreateCounter<long>("apiserver_request_total", description: "Requests answered, by verb, resource and code.");
        seconds = meter.CreateHistogram<double>("apiserver_request_duration_seconds", "s", "Time to answer a request that is no watch.");
        inFlight = meter.CreateUpDownCounter<long>("apiserver_current_inflight_requests", description: "Requests being served now, watches apart.");
    }

    /// <summary>The meter, for a listener.</summary>
    public Meter Meter => meter;

    /// <summary>A request begins.</summary>
    public void Begin(bool longRunning) => inFlight.Add(1, new KeyValuePair<string, object?>("request_kind", longRunning ? "watch" : "short"));

    /// <summary>A request has ended. <paramref name="resource"/> must be one that is served, else empty.</summary>
    public void End(string verb, string resource, int code, TimeSpan took, bool longRunning)
    {
        inFlight.Add(-1, new KeyValuePair<string, object?>("request_kind", longRunning ? "watch" : "short"));
        var byVerb = new KeyValuePair<string, object?>("verb", verb);
        var byResource = new KeyValuePair<string, object?>("resource", resource);
        requests.Add(1, byVerb, byResource, new KeyValuePair<string, object?>("code", code));
        if (!longRunning)
        {
            seconds.Record(took.TotalSeconds, byVerb, byResource);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}

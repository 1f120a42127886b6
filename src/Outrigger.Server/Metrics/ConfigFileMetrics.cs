using System.Diagnostics.Metrics;

namespace Outrigger.Server.Metrics;

/// <summary>Configuration files that are read again while the server runs.</summary>
public sealed class ConfigFileMetrics
{
    private readonly Dictionary<string, (Counter<long> Total, Gauge<double> Last)> files = new(StringComparer.Ordinal);

    internal ConfigFileMetrics(Meter meter)
    {
        foreach (var what in (string[])["authentication", "authorization"])
        {
            files[what] = (
                meter.CreateCounter<long>($"apiserver_{what}_config_controller_automatic_reloads_total", description: $"Changes of the {what} configuration that were taken over or refused."),
                meter.CreateGauge<double>($"apiserver_{what}_config_controller_automatic_reload_last_timestamp_seconds", "s", $"When the {what} configuration was last taken over or refused."));
        }
    }

    /// <summary>A changed file was taken over, or could not be.</summary>
    /// <param name="what"><c>authentication</c> or <c>authorization</c>.</param>
    /// <param name="success">Whether it is in force.</param>
    /// <param name="when">Now.</param>
    public void Reloaded(string what, bool success, DateTimeOffset when)
    {
        var status = AccessMetrics.Tag("status", success ? "success" : "failure");
        files[what].Total.Add(1, status);
        files[what].Last.Record(when.ToUnixTimeMilliseconds() / 1000.0, status);
    }
}

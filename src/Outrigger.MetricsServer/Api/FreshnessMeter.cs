using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Api;

/// <summary>Counts how old the figures are that are given out.</summary>
internal sealed class FreshnessMeter(MetricsServerMetrics metrics)
{
    /// <param name="now">The time of the request.</param>
    /// <param name="measured">When the figure was measured, in nanoseconds since 1970.</param>
    public void GaveOut(DateTimeOffset now, long measured) => metrics.GaveOut(now - DateTimeOffset.UnixEpoch - TimeSpan.FromTicks(measured / 100));
}

using Microsoft.Extensions.Logging;

namespace Outrigger.Aggregator.Availability;

/// <summary>How often other servers are looked at.</summary>
internal sealed record MonitorTiming(TimeProvider Time, ILogger Logger)
{
    /// <summary>A server that is well; 30 s as kube-aggregator.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that just failed.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A server that has been down for long.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How old its discovery may be.</summary>
    public TimeSpan DiscoveryEvery { get; init; } = TimeSpan.FromSeconds(60);
}

using Outrigger.Server.FlowControl.Queues;

namespace Outrigger.Server.FlowControl.Levels;

/// <summary>The demand of a level, smoothed: it rises at once and falls with a half-life of five minutes.</summary>
internal sealed class SeatDemand
{
    // for a period of ten seconds
    private const double Smoothing = 0.977;

    public Demand Last { get; private set; }

    public double Smoothed { get; private set; }

    /// <summary>The most that was wanted at one moment of the last period.</summary>
    public int HighWatermark => (int)Math.Round(Last.Most);

    public void Update(Demand demand)
    {
        if (demand.Seconds <= 0)
        {
            Last = Last with { Most = demand.Most };
            return;
        }

        Last = demand;
        var envelope = demand.Average + demand.Deviation;
        Smoothed = Math.Max(envelope, (Smoothing * Smoothed) + ((1 - Smoothing) * envelope));
    }
}

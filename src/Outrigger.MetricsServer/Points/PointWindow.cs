namespace Outrigger.MetricsServer.Points;

/// <summary>The last point of something and one before it, which together make a rate (the rules are metrics-server's).</summary>
internal struct PointWindow
{
    // what ran for less before it was measured makes no good rate from its start on
    private static readonly long ShortestStart = Nanoseconds(TimeSpan.FromSeconds(10));

    public MetricPoint Last { get; private set; }

    /// <summary>No point when there is none that <see cref="Last"/> could be compared with.</summary>
    public MetricPoint Previous { get; private set; }

    /// <summary>Takes a new point.</summary>
    /// <param name="point">A point that exists.</param>
    /// <param name="resolution">The time between two scrapes, in nanoseconds.</param>
    public void Advance(in MetricPoint point, long resolution)
    {
        Previous = PreviousOf(point, resolution);
        Last = point;
    }

    public static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private readonly MetricPoint PreviousOf(in MetricPoint point, long resolution)
    {
        var age = point.Time - point.Start;
        if (age >= ShortestStart && age < resolution)
        {
            // it started since the last scrape: all that it used, it used since then
            return point with { Time = point.Start, Cpu = 0 };
        }

        if (!Last.Exists || point.Start >= Last.Time)
        {
            // nothing to compare with, or it has started anew since
            return default;
        }

        if (point.Time > Last.Time)
        {
            return Last;
        }

        // measured not again, or a clock was set back: the older point still stands before it, or none does
        return Previous.Exists && Previous.Time < point.Time ? Previous : default;
    }
}

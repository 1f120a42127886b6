namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>spec.behavior of one direction.</summary>
/// <param name="Window">How long a recommendation is remembered.</param>
/// <param name="SelectPolicy">Max, Min or Disabled.</param>
/// <param name="Policies">The one that allows the most (Max) or the least counts.</param>
internal sealed record ScalingRules(TimeSpan Window, string SelectPolicy, IReadOnlyList<ScalingPolicy> Policies)
{
    /// <summary>How long changes must be remembered.</summary>
    public TimeSpan LongestPeriod => Policies.Count == 0 ? TimeSpan.Zero : Policies.Max(p => p.Period);

    /// <summary>The highest number that may be set now.</summary>
    public int UpLimit(int current, ScalingHistory history, DateTimeOffset now) => Limit(
        current, history, now, isUp: true, (start, p) => p.IsPercent ? Counts.Ceiling(start * (1 + (p.Value / 100.0))) : (long)start + p.Value);

    /// <summary>The lowest number that may be set now.</summary>
    public int DownLimit(int current, ScalingHistory history, DateTimeOffset now) => Limit(
        current, history, now, isUp: false, (start, p) => p.IsPercent ? (long)(start * (1 - (p.Value / 100.0))) : (long)start - p.Value);

    private int Limit(int current, ScalingHistory history, DateTimeOffset now, bool isUp, Func<int, ScalingPolicy, long> allowed)
    {
        if (SelectPolicy is "Disabled" || Policies.Count == 0)
        {
            return current;
        }

        var limits = Policies.Select(p => (int)Math.Clamp(allowed(current - history.NetChange(now - p.Period), p), int.MinValue, int.MaxValue));
        return SelectPolicy is "Min" == isUp ? limits.Min() : limits.Max();
    }
}

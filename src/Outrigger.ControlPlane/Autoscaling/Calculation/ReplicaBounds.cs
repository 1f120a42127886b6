namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>Between which numbers an autoscaler may choose.</summary>
/// <param name="Min">spec.minReplicas.</param>
/// <param name="Max">spec.maxReplicas.</param>
internal readonly record struct ReplicaBounds(int Min, int Max)
{
    // Without a behavior nothing more than doubles at once, but 4 may always be reached.
    private const int Factor = 2;
    private const int AlwaysReached = 4;

    /// <summary>Without spec.behavior.</summary>
    public LimitedCount Limit(int current, int desired)
    {
        var fastest = (int)Math.Min(int.MaxValue, Math.Max((long)Factor * current, AlwaysReached));
        if (desired < Min)
        {
            return LimitedCount.TooFew(Min);
        }

        if (desired <= Math.Min(Max, fastest))
        {
            return LimitedCount.Within(desired);
        }

        return Max > fastest ? LimitedCount.TooFast(fastest) : LimitedCount.TooMany(Max);
    }

    /// <summary>With the rules of spec.behavior.</summary>
    public LimitedCount Limit(int current, int desired, ScalingRules up, ScalingRules down, ScalingHistory history, DateTimeOffset now)
    {
        if (desired > current)
        {
            var fastest = Math.Max(current, up.UpLimit(current, history, now));
            return desired <= Math.Min(Max, fastest) ? LimitedCount.Within(desired)
                : Max > fastest ? LimitedCount.TooFast(fastest) : LimitedCount.TooMany(Max);
        }

        if (desired < current)
        {
            var slowest = Math.Min(current, down.DownLimit(current, history, now));
            return desired >= Math.Max(Min, slowest) ? LimitedCount.Within(desired)
                : Min < slowest ? LimitedCount.TooFastDown(slowest) : LimitedCount.TooFew(Min);
        }

        return LimitedCount.Within(desired);
    }
}

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>From what the metrics ask for to what is set.</summary>
/// <param name="Stabilized">What is left of it after a look at what was recommended before; AbleToScale's reason and message.</param>
/// <param name="Limited">What is set; ScalingLimited's reason and message.</param>
internal readonly record struct ReplicaDecision(LimitedCount Stabilized, LimitedCount Limited)
{
    private const string Lower = "recent recommendations were lower than current one, applying the lowest recent recommendation";
    private const string Higher = "recent recommendations were higher than current one, applying the highest recent recommendation";

    /// <summary>How many replicas to set.</summary>
    public int Replicas => Limited.Replicas;

    /// <summary>Whether bounds or rates took something away.</summary>
    public bool IsLimited => Limited.Replicas != Stabilized.Replicas;

    /// <summary>Without spec.behavior: nothing is scaled below what was recommended within <paramref name="window"/>.</summary>
    public static ReplicaDecision Make(int current, int desired, ReplicaBounds bounds, TimeSpan window, ScalingHistory history, DateTimeOffset now)
    {
        var stable = history.Highest(desired, now - window);
        history.Recommend(desired, now, now - window);
        return new ReplicaDecision(
            stable == desired ? Ready(stable) : new LimitedCount(stable, "ScaleDownStabilized", Higher),
            bounds.Limit(current, stable));
    }

    /// <summary>With it: each direction has a window and policies of its own.</summary>
    public static ReplicaDecision Make(
        int current, int desired, ReplicaBounds bounds, (ScalingRules Up, ScalingRules Down) rules, ScalingHistory history, DateTimeOffset now)
    {
        var (up, down) = rules;
        var lowest = history.LowestAfter(desired, now - up.Window);
        var highest = history.HighestAfter(desired, now - down.Window);
        var stable = Math.Min(Math.Max(current, lowest), highest);
        history.Recommend(desired, now, now - (up.Window > down.Window ? up.Window : down.Window));
        var kept = desired >= current ? new LimitedCount(stable, "ScaleUpStabilized", Lower) : new LimitedCount(stable, "ScaleDownStabilized", Higher);
        return new ReplicaDecision(
            stable == desired ? Ready(stable) : kept,
            bounds.Limit(current, stable, up, down, history, now));
    }

    private static LimitedCount Ready(int replicas) => new(replicas, "ReadyForNewScale", "recommended size matches current size");
}

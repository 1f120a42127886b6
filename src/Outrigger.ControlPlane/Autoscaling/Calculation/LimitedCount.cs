namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>A number of replicas, and what it came to: reason and message of a condition.</summary>
internal readonly record struct LimitedCount(int Replicas, string Reason, string Message)
{
    public static LimitedCount Within(int replicas) => new(replicas, "DesiredWithinRange", "the desired count is within the acceptable range");

    public static LimitedCount TooMany(int most) => new(most, "TooManyReplicas", "the desired replica count is more than the maximum replica count");

    public static LimitedCount TooFew(int least) => new(least, "TooFewReplicas", "the desired replica count is less than the minimum replica count");

    public static LimitedCount TooFast(int most) => new(most, "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");

    public static LimitedCount TooFastDown(int least) =>
        new(least, "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
}

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>How far the ratio of a metric to its target may be from 1 before the number of replicas changes.</summary>
/// <param name="Down">Below 1: 0.1 for 10 %.</param>
/// <param name="Up">Above 1.</param>
internal readonly record struct Tolerances(double Down, double Up)
{
    /// <summary>Whether a ratio is near enough to leave everything as it is.</summary>
    public bool Accepts(double ratio) => 1 - Down <= ratio && ratio <= 1 + Up;
}

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>Numbers of replicas of ratios.</summary>
internal static class Counts
{
    /// <summary>Rounded up; the largest number when it does not fit.</summary>
    public static int Ceiling(double value) => value >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(value);
}

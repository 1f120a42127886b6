namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>The most that may change within a time.</summary>
/// <param name="IsPercent">Whether the value is percent of what was there when the time began; else pods.</param>
/// <param name="Value">How much.</param>
/// <param name="Period">The time.</param>
internal readonly record struct ScalingPolicy(bool IsPercent, int Value, TimeSpan Period);

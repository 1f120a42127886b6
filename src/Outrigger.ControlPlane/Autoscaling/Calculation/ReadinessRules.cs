namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>Whether the CPU of a young pod counts: what it uses to start says nothing of its load.</summary>
/// <param name="InitializationPeriod">This long after its start a pod counts only while it is ready, with a whole window measured since.</param>
/// <param name="InitialReadinessDelay">A pod that is not ready, and was not after this time either, has never been ready: it does not count.</param>
/// <param name="Now">The time.</param>
internal readonly record struct ReadinessRules(TimeSpan InitializationPeriod, TimeSpan InitialReadinessDelay, DateTimeOffset Now)
{
    public bool Counts(TargetPod pod, PodMetric metric)
    {
        if (pod.Ready is null || pod.Started is not { } started)
        {
            return false;
        }

        return started + InitializationPeriod > Now
            ? pod.Ready is not "False" && metric.Timestamp >= pod.ReadySince + metric.Window
            : pod.Ready is not "False" || started + InitialReadinessDelay <= pod.ReadySince;
    }
}

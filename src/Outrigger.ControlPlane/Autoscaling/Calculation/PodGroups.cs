namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>The pods of a target by what can be said of their load.</summary>
/// <param name="Ready">How many count as they are.</param>
/// <param name="Unready">Not started, or too young: what they use is not looked at.</param>
/// <param name="Missing">Running, but nothing was measured.</param>
/// <param name="Ignored">Failed, or going away.</param>
internal sealed record PodGroups(int Ready, IReadOnlyList<string> Unready, IReadOnlyList<string> Missing, IReadOnlyList<string> Ignored)
{
    /// <param name="pods">All of them.</param>
    /// <param name="metrics">By name.</param>
    /// <param name="cpu">For the CPU, which is high while a pod starts; null for other metrics.</param>
    public static PodGroups Of(IReadOnlyList<TargetPod> pods, IReadOnlyDictionary<string, PodMetric> metrics, ReadinessRules? cpu)
    {
        var ready = 0;
        List<string> unready = [], missing = [], ignored = [];
        foreach (var pod in pods)
        {
            if (pod.IsDeleting || pod.Phase is "Failed")
            {
                ignored.Add(pod.Name);
            }
            else if (pod.Phase is "Pending")
            {
                unready.Add(pod.Name);
            }
            else if (!metrics.TryGetValue(pod.Name, out var metric))
            {
                missing.Add(pod.Name);
            }
            else if (cpu is { } rules && !rules.Counts(pod, metric))
            {
                unready.Add(pod.Name);
            }
            else
            {
                ready++;
            }
        }

        return new PodGroups(ready, unready, missing, ignored);
    }
}

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>
/// How many replicas bring the average of the pods to its target (kubernetes pkg/controller/podautoscaler: the same numbers). Pods of
/// which nothing is known are taken to be such that they dampen the change: at the target when it would be a scale-down, idle when a scale-up.
/// </summary>
internal static class PodCalculator
{
    /// <summary>For a target in percent of the requests.</summary>
    public static ReplicaProposal ForUtilization(PodSample sample, int target, string resource, string container)
    {
        Check(sample);
        var metrics = Counted(sample, out var groups);
        var requests = PodRequests.Of(sample.Pods, resource, container);
        var now = Utilization(metrics, requests, target);
        var full = Math.Max(100, target);
        var replicas = Replicas(
            sample,
            groups,
            metrics,
            values => Utilization(values, requests, target).Ratio,
            pod => requests[pod] * full / 100);
        return new ReplicaProposal(replicas, now.Average, now.Percent);
    }

    /// <summary>For a target in the metric's own unit, in thousandths.</summary>
    public static ReplicaProposal ForAverage(PodSample sample, long target)
    {
        Check(sample);
        var metrics = Counted(sample, out var groups);
        var average = Average(metrics);
        return new ReplicaProposal(Replicas(sample, groups, metrics, values => (double)Average(values) / target, _ => target), average);
    }

    private static void Check(PodSample sample)
    {
        if (sample.Pods.Count == 0)
        {
            throw new ReplicaException("no pods returned by selector while calculating replica count");
        }
    }

    private static Dictionary<string, long> Counted(PodSample sample, out PodGroups groups)
    {
        groups = PodGroups.Of(sample.Pods, sample.Metrics, sample.Cpu);
        var metrics = sample.Metrics.ToDictionary(m => m.Key, m => m.Value.Value, StringComparer.Ordinal);
        foreach (var pod in groups.Ignored.Concat(groups.Unready))
        {
            metrics.Remove(pod);
        }

        return metrics.Count > 0 ? metrics : throw new ReplicaException("did not receive metrics for targeted pods (pods might be unready)");
    }

    private static int Replicas(
        PodSample sample, PodGroups groups, Dictionary<string, long> metrics, Func<Dictionary<string, long>, double> ratioOf, Func<string, long> full)
    {
        var ratio = ratioOf(metrics);
        var withUnready = groups.Unready.Count > 0 && ratio > 1;
        if (!withUnready && groups.Missing.Count == 0)
        {
            return sample.Tolerances.Accepts(ratio) ? sample.Current : Counts.Ceiling(ratio * groups.Ready);
        }

        if (ratio != 1)
        {
            foreach (var pod in groups.Missing)
            {
                metrics[pod] = ratio < 1 ? full(pod) : 0;
            }
        }

        if (withUnready)
        {
            foreach (var pod in groups.Unready)
            {
                metrics[pod] = 0;
            }
        }

        return Damped(sample, ratio, ratioOf(metrics), metrics.Count);
    }

    // What was assumed may take the change away, never turn it round.
    private static int Damped(PodSample sample, double before, double after, int pods)
    {
        var current = sample.Current;
        if (sample.Tolerances.Accepts(after) || (before < 1 && after > 1) || (before > 1 && after < 1))
        {
            return current;
        }

        var replicas = Counts.Ceiling(after * pods);
        return (after < 1 && replicas > current) || (after > 1 && replicas < current) ? current : replicas;
    }

    private static (double Ratio, int Percent, long Average) Utilization(
        Dictionary<string, long> metrics, Dictionary<string, long> requests, int target)
    {
        var known = metrics.Where(m => requests.ContainsKey(m.Key)).ToList();
        var requested = known.Sum(m => requests[m.Key]);
        if (requested == 0)
        {
            throw new ReplicaException("no metrics returned matched known pods");
        }

        var used = known.Sum(m => m.Value);
        var percent = (int)Math.Min(int.MaxValue, used * 100 / requested);
        return ((double)percent / target, percent, used / known.Count);
    }

    private static long Average(Dictionary<string, long> metrics) => metrics.Values.Sum() / metrics.Count;
}

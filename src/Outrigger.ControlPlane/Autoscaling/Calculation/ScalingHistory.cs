namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>What was recommended and done about one autoscaler, as far back as its rules look. Used by one pass at a time.</summary>
internal sealed class ScalingHistory
{
    private readonly List<(DateTimeOffset At, int Replicas)> recommendations = [];
    private readonly List<(DateTimeOffset At, int Change)> changes = [];

    /// <summary>What there is when an autoscaler is first seen counts as recommended then.</summary>
    public void Begin(int replicas, DateTimeOffset now)
    {
        if (recommendations.Count == 0)
        {
            recommendations.Add((now, replicas));
        }
    }

    /// <summary>Remembers a recommendation and forgets those before <paramref name="oldest"/>.</summary>
    public void Recommend(int replicas, DateTimeOffset now, DateTimeOffset oldest)
    {
        recommendations.RemoveAll(r => r.At < oldest);
        recommendations.Add((now, replicas));
    }

    /// <summary>The highest of <paramref name="replicas"/> and what was recommended at <paramref name="since"/> and later.</summary>
    public int Highest(int replicas, DateTimeOffset since) => recommendations.Where(r => r.At >= since).Select(r => r.Replicas).Append(replicas).Max();

    /// <summary>The same of what was recommended after a time only.</summary>
    public int HighestAfter(int replicas, DateTimeOffset time) => recommendations.Where(r => r.At > time).Select(r => r.Replicas).Append(replicas).Max();

    /// <summary>The lowest of the same.</summary>
    public int LowestAfter(int replicas, DateTimeOffset time) => recommendations.Where(r => r.At > time).Select(r => r.Replicas).Append(replicas).Min();

    /// <summary>Remembers a change of the number of replicas and forgets those before <paramref name="oldest"/>.</summary>
    public void Scaled(int change, DateTimeOffset now, DateTimeOffset oldest)
    {
        changes.RemoveAll(c => c.At < oldest);
        changes.Add((now, change));
    }

    /// <summary>By how much the number grew after a time.</summary>
    public int NetChange(DateTimeOffset after) => changes.Where(c => c.At > after).Sum(c => c.Change);
}

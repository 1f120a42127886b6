namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>What is known of one Deployment while it is reconciled; each step fills in what it finds.</summary>
internal sealed class Rollout(WorkloadKey key)
{
    public WorkloadKey Key => key;

    public DeploymentView Deployment { get; set; } = null!;

    /// <summary>All its ReplicaSets, oldest first.</summary>
    public List<RolloutSet> Sets { get; set; } = [];

    /// <summary>The one with the Deployment's template; null while there is none.</summary>
    public RolloutSet? New { get; set; }

    public IReadOnlyList<RolloutSet> Old => [.. Sets.Where(s => s != New)];

    /// <summary>After what time to look again though nothing has changed; null when only changes count.</summary>
    public TimeSpan? LookAgain { get; set; }

    /// <summary>How many replicas the ReplicaSets want together.</summary>
    public int Wanted => Sets.Sum(s => s.Replicas);

    public int Available => Sets.Sum(s => s.Available);
}

namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>What is known of one ReplicaSet while it is reconciled; each step fills in what it finds.</summary>
internal sealed class ReplicaSetWork(WorkloadKey key)
{
    public WorkloadKey Key => key;

    public ReplicaSetView Set { get; set; } = null!;

    /// <summary>All pods of its namespace.</summary>
    public IReadOnlyList<PodFacts> Pods { get; set; } = [];

    /// <summary>Its replicas.</summary>
    public List<PodFacts> Active { get; } = [];

    /// <summary>How many of its pods are ending.</summary>
    public int Terminating { get; set; }

    /// <summary>Why pods could not be made or deleted.</summary>
    public Exception? Failure { get; set; }
}

namespace Outrigger.ControlPlane.Workloads;

/// <summary>A ReplicaSet or Deployment.</summary>
internal readonly record struct WorkloadKey(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}

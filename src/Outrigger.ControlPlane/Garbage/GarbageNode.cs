using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>What the collector keeps of an object that has owners, or whose deletion waits for the collector.</summary>
/// <param name="Uid">Its identity.</param>
/// <param name="Address">Where it is read and deleted.</param>
/// <param name="Owners">Its ownerReferences.</param>
/// <param name="Finalizer">The finalizer of the collector on an object that is being deleted; empty for none.</param>
/// <param name="IsDeleting">Whether it has a deletionTimestamp.</param>
internal sealed record GarbageNode(
    string Uid,
    ObjectAddress Address,
    IReadOnlyList<OwnerReference> Owners,
    string Finalizer,
    bool IsDeleting)
{
    public GroupVersionResource Resource => Address.Resource;

    /// <summary>Empty for cluster-scoped objects.</summary>
    public string Namespace => Address.Namespace;

    public string Name => Address.Name;

    /// <summary>Whether its dependents go first.</summary>
    public bool IsForeground => Finalizer is CollectorFinalizers.Foreground;

    /// <summary>Whether it cannot go, in a foreground deletion of the owner, before this dependent has.</summary>
    public bool Blocks(string owner) => Owners.Any(o => o.Uid == owner && o.BlockOwnerDeletion is true);
}

using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>What the feeds tell the collector.</summary>
internal interface IGarbageTarget
{
    /// <summary>An object with owners, or that waits for the collector, is there or changed.</summary>
    void Put(GarbageNode node);

    /// <summary>An object is there that has no owners and waits for nothing.</summary>
    void Free(string uid);

    /// <summary>An object was deleted; the namespace is empty for a cluster-scoped one.</summary>
    void Gone(string uid, string ns);

    /// <summary>A resource was read whole: only these of its nodes are there. Objects may have gone unseen.</summary>
    void Listed(GroupVersionResource resource, IReadOnlySet<string> there);

    /// <summary>Kinds came or went.</summary>
    void CatalogChanged();

    /// <summary>What was there at the start is known, as far as it could be read.</summary>
    void Complete();
}

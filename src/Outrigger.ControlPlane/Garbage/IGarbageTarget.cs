using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>What the feeds tell the collector.</summary>
internal interface IGarbageTarget
{
    /// <summary>An object with owners, or that waits for the collector, is there or changed.</summary>
    void Put(GarbageNode node);

    /// <summary>An object is there that has no owners and waits for nothing.</summary>
    void Free(string uid);

    /// <summary>An object was removed.</summary>
    void Gone(string uid);

    /// <summary>A resource was read whole: only these of its nodes are there. Objects may have gone unseen.</summary>
    void Listed(GroupVersionResource resource, IReadOnlySet<string> there);
}

using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>What the owners of an object are worth, all of them looked up.</summary>
internal sealed class Ownership
{
    /// <summary>Owners that are there and stay, or may be there: nothing is deleted while there is one.</summary>
    public List<OwnerReference> Solid { get; } = [];

    /// <summary>Owners that are gone.</summary>
    public List<OwnerReference> Absent { get; } = [];

    /// <summary>Owners in a foreground deletion: they wait for this object.</summary>
    public List<OwnerReference> Waiting { get; } = [];

    /// <summary>Whether a reference names a kind that nobody serves (now).</summary>
    public bool HasUnknown { get; set; }
}

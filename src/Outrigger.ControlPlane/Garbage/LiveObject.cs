using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>An object as it is now, not as the graph remembers it.</summary>
internal sealed record LiveObject(MetadataView Meta, string ResourceVersion)
{
    public string Uid => Meta.Uid;

    public bool IsDeleting => Meta.DeletionTimestamp is not null;

    /// <summary>Whether it stays until its dependents are gone.</summary>
    public bool WaitsForDependents => IsDeleting && Meta.Finalizers.Contains(CollectorFinalizers.Foreground, StringComparer.Ordinal);
}

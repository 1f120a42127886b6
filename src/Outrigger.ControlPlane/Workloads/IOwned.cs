using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Workloads;

/// <summary>An object that a controller may have: what decides whose it is.</summary>
internal interface IOwned
{
    string Namespace { get; }

    string Name { get; }

    string Uid { get; }

    IReadOnlyDictionary<string, string> Labels { get; }

    bool IsDeleting { get; }

    /// <summary>The owner that manages it; null for an orphan.</summary>
    OwnerReference? Controller { get; }
}

using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Where the objects of a kind are.</summary>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Namespaced">Whether its objects are in namespaces.</param>
/// <param name="IsLocal">Whether this process serves it; else another server does.</param>
internal sealed record OwnedKind(GroupVersionResource Resource, bool Namespaced, bool IsLocal);

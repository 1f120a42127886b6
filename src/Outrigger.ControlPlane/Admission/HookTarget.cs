using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Admission;

/// <summary>The version of a resource in which a webhook is told of a request.</summary>
/// <param name="Resource">The resource that a rule named.</param>
/// <param name="Kind">The kind of the object in it.</param>
/// <param name="Form">Converts into it; null when the object has one form only.</param>
internal sealed record HookTarget(GroupVersionResource Resource, GroupVersionKind Kind, KindDefinition? Form);

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>The version of a resource in which a webhook is told of a request.</summary>
/// <param name="Resource">The resource that a rule named.</param>
/// <param name="Kind">The kind of the object in it.</param>
/// <param name="Form">Converts into it; null when the object has one form only.</param>
internal sealed record HookTarget(GroupVersionResource Resource, GroupVersionKind Kind, KindDefinition? Form)
{
    /// <summary>A copy of an object of the request in this version; null when there is none.</summary>
    public async ValueTask<JsonObject?> ShowAsync(AdmissionRequest request, JsonObject? obj, CancellationToken cancellationToken) =>
        obj is null ? null
        : request.Forms is { } forms && Form is { } form ? await forms.ToAsync(form, obj, cancellationToken).ConfigureAwait(false)
        : (JsonObject)obj.DeepClone();
}

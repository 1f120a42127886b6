using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
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

    /// <summary>Puts what was made of an object in this version in its place; false when it is the same.</summary>
    public async ValueTask<bool> ReplaceAsync(AdmissionRequest request, JsonObject made, CancellationToken cancellationToken)
    {
        var own = request.Forms?.Kinds.FirstOrDefault(k => k.Resource == request.Context.Resource);
        if (own is not null && Form is not null && Form != own)
        {
            made = await request.Forms!.ToAsync(own, made, cancellationToken).ConfigureAwait(false);
        }

        if (JsonNodes.DeepEqual(made, request.Object))
        {
            return false;
        }

        request.Replace(made);
        return true;
    }
}

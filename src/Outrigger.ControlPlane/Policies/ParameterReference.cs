using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Which parameters a binding gives its policy (spec.paramRef).</summary>
/// <param name="Name">The one object; empty for all that the selector selects.</param>
/// <param name="Namespace">Where it is; empty for the namespace of the request.</param>
/// <param name="Selector">Which objects.</param>
/// <param name="IsRequired">Whether it is a failure when there is none (parameterNotFoundAction Deny).</param>
internal sealed record ParameterReference(string Name, string Namespace, LabelSelector Selector, bool IsRequired)
{
    /// <summary>Reads it; null when the binding gives none.</summary>
    public static ParameterReference? Read(JsonObject? reference) => reference is null
        ? null
        : new ParameterReference(
            JsonNodes.GetString(reference, "name") ?? "",
            JsonNodes.GetString(reference, "namespace") ?? "",
            LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(reference, "selector") ?? []),
            JsonNodes.GetString(reference, "parameterNotFoundAction") is "Deny");
}

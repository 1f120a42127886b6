using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>References to an object of any kind: apiGroup, kind, name.</summary>
internal static class ReferenceRules
{
    public static void Check(JsonObject reference, string path, ICollection<FieldError> errors)
    {
        FieldRules.Form(reference, "apiGroup", path, Formats.Dns1123Subdomain, errors);
        FieldRules.Named(reference, "kind", path, PathSegment, errors);
        FieldRules.Named(reference, "name", path, PathSegment, errors);
    }

    /// <summary>A name that can stand in a path.</summary>
    public static IReadOnlyList<string> PathSegment(string text) => NameRules.PathSegment(text, prefix: false);
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>One change of a MutatingAdmissionPolicy: either of the two forms, and its expression.</summary>
internal static class MutationRules
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["ApplyConfiguration"] = "applyConfiguration",
        ["JSONPatch"] = "jsonPatch",
    };

    public static void Check(JsonObject mutation, string path, PolicyCompiler compiler, ICollection<FieldError> errors)
    {
        FieldRules.OneOf(mutation, "patchType", path, [.. Fields.Keys], errors, isRequired: true);
        if (JsonNodes.GetString(mutation, "patchType") is not { } type || !Fields.TryGetValue(type, out var field))
        {
            return;
        }

        if (JsonNodes.GetObject(mutation, field) is not { } change)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}", $"must be specified when patchType is {type}"));
        }
        else if (JsonNodes.GetString(change, "expression")?.Trim() is not { Length: > 0 } expression)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}.expression"));
        }
        else if (ExpressionFaults.Find(
            compiler.Mutations, expression, out _, type is "JSONPatch" ? AdmissionTypes.Patch : AdmissionTypes.Configuration) is { } fault)
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}.expression", expression, fault));
        }

        var other = Fields.Values.First(f => f != field);
        if (JsonNodes.GetObject(mutation, other) is not null)
        {
            errors.Add(FieldErrors.Invalid($"{path}.{other}", $"{{{other}}}", $"must not be specified when patchType is {type}"));
        }
    }
}

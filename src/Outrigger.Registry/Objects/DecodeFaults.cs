using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Objects;

/// <summary>What is said of an object that does not have the form of its kind: 400 for a body, 422 for what a patch makes.</summary>
internal static class DecodeFaults
{
    /// <summary>Duplicate and unknown fields: dropped, warned of, or refused.</summary>
    public static void Report(OperationContext context, KindDefinition kind, IEnumerable<string> found, bool isPatch)
    {
        if (context.FieldValidation == FieldValidation.Ignore)
        {
            return;
        }

        var messages = found.ToList();
        if (messages.Count == 0)
        {
            return;
        }

        if (context.FieldValidation == FieldValidation.Strict)
        {
            throw Refuse(kind, null, $"strict decoding error: {string.Join(", ", messages)}", isPatch);
        }

        foreach (var message in messages)
        {
            context.Warnings.Add(message);
        }
    }

    /// <summary>The object cannot be one of this kind; <paramref name="body"/> says what it claims to be.</summary>
    public static StatusException Refuse(KindDefinition kind, JsonObject? body, string why, bool isPatch)
    {
        var claimed = JsonNodes.GetString(body, "kind") is { Length: > 0 } name ? name : kind.Kind.Kind;
        return isPatch
            ? ApiErrors.Invalid(new GroupKind("", ""), "", [FieldErrors.Invalid("patch", claimed, why)])
            : ApiErrors.BadRequest($"{claimed} in version \"{kind.Kind.Version}\" cannot be handled as a {kind.Kind.Kind}: {why}");
    }
}

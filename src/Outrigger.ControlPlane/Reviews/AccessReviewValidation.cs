using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>What a review must say (kubernetes pkg/apis/authorization/validation).</summary>
internal static class AccessReviewValidation
{
    public static List<FieldError> Validate(AccessReviewKind kind, JsonObject metadata, JsonObject spec)
    {
        var errors = new List<FieldError>();
        ValidateAttributes(spec, errors);
        if (kind != AccessReviewKind.Self
            && string.IsNullOrEmpty(JsonNodes.GetString(spec, "user"))
            && JsonNodes.StringList(spec["groups"]).Count == 0)
        {
            errors.Add(FieldErrors.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        ValidateSelectors(spec["resourceAttributes"] as JsonObject, errors);
        ValidateMetadata(kind, metadata, errors);
        if (kind == AccessReviewKind.Local)
        {
            ValidateLocal(metadata, spec, errors);
        }

        return errors;
    }

    private static void ValidateAttributes(JsonObject spec, List<FieldError> errors)
    {
        var resource = spec["resourceAttributes"] as JsonObject;
        var path = spec["nonResourceAttributes"] as JsonObject;
        if (resource is not null && path is not null)
        {
            errors.Add(FieldErrors.Invalid(
                "spec.nonResourceAttributes", Internal(path), "cannot be specified in combination with resourceAttributes"));
        }

        if (resource is null && path is null)
        {
            errors.Add(FieldErrors.Invalid(
                "spec.resourceAttributes",
                (JsonNode?)null,
                "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
    }

    private static void ValidateMetadata(AccessReviewKind kind, JsonObject metadata, List<FieldError> errors)
    {
        string[] free = kind == AccessReviewKind.Local ? ["managedFields", "namespace"] : ["managedFields"];
        if (metadata.Any(field => field.Value is not null && !free.Contains(field.Key, StringComparer.Ordinal)))
        {
            var what = kind == AccessReviewKind.Local ? "must be empty except for namespace" : "must be empty";
            errors.Add(FieldErrors.Invalid("metadata", metadata, what));
        }
    }

    private static void ValidateLocal(JsonObject metadata, JsonObject spec, List<FieldError> errors)
    {
        if (spec["resourceAttributes"] is JsonObject resource)
        {
            var ns = JsonNodes.GetString(resource, "namespace") ?? "";
            if (!string.Equals(ns, JsonNodes.GetString(metadata, "namespace") ?? "", StringComparison.Ordinal))
            {
                errors.Add(FieldErrors.Invalid("spec.resourceAttributes.namespace", ns, "must match metadata.namespace"));
            }
        }

        if (spec["nonResourceAttributes"] is JsonObject path)
        {
            errors.Add(FieldErrors.Invalid("spec.nonResourceAttributes", Internal(path), "disallowed on this kind of request"));
        }
    }

    private static void ValidateSelectors(JsonObject? resource, List<FieldError> errors)
    {
        foreach (var name in (string[])["fieldSelector", "labelSelector"])
        {
            if (resource?[name] is not JsonObject selector)
            {
                continue;
            }

            var path = $"spec.resourceAttributes.{name}";
            var raw = JsonNodes.GetString(selector, "rawSelector") ?? "";
            var requirements = JsonNodes.GetArray(selector, "requirements")?.Count ?? 0;
            if (raw.Length > 0 && requirements > 0)
            {
                errors.Add(FieldErrors.Invalid($"{path}.rawSelector", raw, "may not specified at the same time as requirements"));
            }

            if (raw.Length == 0 && requirements == 0)
            {
                errors.Add(FieldErrors.Required(
                    $"{path}.requirements", $"when {path} is specified, requirements or rawSelector is required"));
            }
        }
    }

    // Go prints its internal struct, whose fields have no JSON names.
    private static JsonObject Internal(JsonObject path) => new()
    {
        ["Path"] = JsonNodes.GetString(path, "path") ?? "",
        ["Verb"] = JsonNodes.GetString(path, "verb") ?? "",
    };
}

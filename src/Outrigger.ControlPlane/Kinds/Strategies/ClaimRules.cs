using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// PersistentVolumeClaims: the spec is fixed, but a bound claim may ask for more (kubernetes pkg/apis/core/validation,
/// ValidatePersistentVolumeClaimUpdate).
/// </summary>
internal static class ClaimRules
{
    private const string Size = "spec.resources[storage]";
    private const string Attributes = "volumeAttributesClassName";
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string FixedText = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        VolumeRules.CheckModes(spec, "at least 1 access mode is required", "spec", errors);
        SelectorRules.Check(JsonNodes.GetObject(spec, "selector"), "spec.selector", errors);
        CheckSize(spec, errors);
        FieldRules.Form(spec, "storageClassName", "spec", Formats.Dns1123Subdomain, errors);
        FieldRules.OneOf(spec, "volumeMode", "spec", VolumeRules.Modes, errors);
        CheckSource(spec, "dataSource", errors);
        CheckSource(spec, "dataSourceRef", errors);
        CheckSources(spec, errors);
        FieldRules.Form(spec, Attributes, "spec", Formats.Dns1123Subdomain, errors);
    }

    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Check(obj, errors);
        var (spec, before) = (JsonNodes.GetObject(obj, "spec") ?? [], JsonNodes.GetObject(old, "spec") ?? []);
        var name = MetadataView.Of(obj).Annotation(ClassAnnotation) ?? "";
        var nameBefore = MetadataView.Of(old).Annotation(ClassAnnotation) ?? "";
        if (name != nameBefore)
        {
            errors.Add(FieldErrors.Invalid($"metadata.annotations[{ClassAnnotation}]", name, FieldErrors.Immutable));
        }

        var isBound = JsonNodes.GetString(obj, "status", "phase") is "Bound";
        if (!JsonNodes.DeepEqual(Fixed(spec, before, isBound), Fixed(before, before, isBound)))
        {
            errors.Add(FieldErrors.Forbidden("spec", FixedText));
        }

        CheckShrinking(old, spec, before, errors);
        if (!JsonNodes.DeepEqual(spec["volumeMode"], before["volumeMode"]))
        {
            errors.Add(FieldErrors.Invalid("volumeMode", spec["volumeMode"], FieldErrors.Immutable));
        }

        if (JsonNodes.GetString(old, "status", "currentVolumeAttributesClassName") is not null
            && JsonNodes.GetString(spec, Attributes) is var wanted and (null or "")
            && JsonNodes.GetString(before, Attributes) != wanted)
        {
            var what = wanted is null ? "nil" : "empty string";
            errors.Add(FieldErrors.Forbidden(
                $"spec.{Attributes}", $"update to {what} is forbidden when status.currentVolumeAttributesClassName is not nil"));
        }
    }

    private static void CheckSize(JsonObject spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(spec, "resources", "requests", "storage") is not { } text)
        {
            errors.Add(FieldErrors.Required(Size));
        }
        else if (Quantity.TryParse(text, out var size, out _))
        {
            if (size.Sign <= 0)
            {
                errors.Add(FieldErrors.Invalid(Size, text, "must be greater than zero"));
            }
            else if (size.MilliValue() % 1000 != 0)
            {
                errors.Add(FieldErrors.Invalid(Size, text, "must be an integer"));
            }
        }
    }

    private static void CheckSource(JsonObject spec, string field, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(spec, field) is not { } source)
        {
            return;
        }

        var path = $"spec.{field}";
        FieldRules.Text(source, "name", path, errors);
        FieldRules.Text(source, "kind", path, errors);
        if (JsonNodes.GetString(source, "apiGroup") is null or "" && JsonNodes.GetString(source, "kind") is var kind and not "PersistentVolumeClaim")
        {
            errors.Add(FieldErrors.Invalid(path, kind ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
        }

        FieldRules.Form(source, "apiGroup", path, Formats.Dns1123Subdomain, errors);
        FieldRules.Form(source, "namespace", path, Formats.Dns1123Label, errors);
    }

    private static void CheckSources(JsonObject spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(spec, "dataSource") is not { } one || JsonNodes.GetObject(spec, "dataSourceRef") is not { } other)
        {
            return;
        }

        if (JsonNodes.GetString(other, "namespace") is { Length: > 0 })
        {
            errors.Add(FieldErrors.Invalid("spec", "spec.dataSource", "may not be specified when dataSourceRef.namespace is specified"));
        }
        else if (!JsonNodes.DeepEqual(one, other))
        {
            errors.Add(FieldErrors.Invalid("spec", "spec.dataSource", "must match dataSourceRef"));
        }
    }

    // A claim may become smaller until the volume has grown: so ends an expansion that cannot succeed.
    private static void CheckShrinking(JsonObject old, JsonObject spec, JsonObject before, ICollection<FieldError> errors)
    {
        var size = SizeOf(JsonNodes.GetString(spec, "resources", "requests", "storage"));
        if (size < SizeOf(JsonNodes.GetString(before, "resources", "requests", "storage"))
            && size <= SizeOf(JsonNodes.GetString(old, "status", "capacity", "storage")))
        {
            errors.Add(FieldErrors.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"));
        }
    }

    private static Quantity SizeOf(string? text) => text is not null && Quantity.TryParse(text, out var size, out _) ? size : default;

    // The volume is named once, by whatever binds the claim; a class may be given to a claim that has none.
    private static JsonObject Fixed(JsonObject spec, JsonObject before, bool isBound)
    {
        var rest = (JsonObject)spec.DeepClone();
        if (JsonNodes.GetString(before, "volumeName") is null or "")
        {
            rest.Remove("volumeName");
        }

        if (before["storageClassName"] is null)
        {
            rest.Remove("storageClassName");
        }

        if (isBound)
        {
            rest.Remove(Attributes);
            JsonNodes.GetObject(rest, "resources", "requests")?.Remove("storage");
        }

        return rest;
    }
}

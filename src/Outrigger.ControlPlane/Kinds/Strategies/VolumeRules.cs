using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>PersistentVolumes (kubernetes pkg/apis/core/validation, ValidatePersistentVolumeSpec).</summary>
internal static class VolumeRules
{
    /// <summary>The volume modes, which claims have too.</summary>
    public static readonly string[] Modes = ["Block", "Filesystem"];

    private const string Storage = "storage";
    private const string OncePod = "ReadWriteOncePod";
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", OncePod];
    private static readonly string[] Policies = ["Delete", "Recycle", "Retain"];

    // In the order in which Kubernetes looks for them: the second one is refused.
    private static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder",
        "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local",
        "storageos", "csi",
    ];

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        CheckModes(spec, "", "spec", errors);
        CheckCapacity(spec, errors);
        FieldRules.OneOf(spec, "persistentVolumeReclaimPolicy", "spec", Policies, errors);
        CheckAffinity(spec, errors);
        VolumeSourceRules.Check(spec, Sources, "spec", errors);
        if (JsonNodes.GetObject(spec, "local") is not null && spec["nodeAffinity"] is null)
        {
            errors.Add(FieldErrors.Required("spec.nodeAffinity", "Local volume requires node affinity"));
        }

        if (JsonNodes.GetString(spec, "hostPath", "path")?.Trim('/') is "" && JsonNodes.GetString(spec, "persistentVolumeReclaimPolicy") is "Recycle")
        {
            errors.Add(FieldErrors.Forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
        }

        FieldRules.Form(spec, "storageClassName", "spec", Formats.Dns1123Subdomain, errors);
        FieldRules.OneOf(spec, "volumeMode", "spec", Modes, errors);
        CheckAttributesClass(spec, errors);
    }

    /// <summary>What a volume is made of never changes.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Check(obj, errors);
        var spec = JsonNodes.GetObject(obj, "spec");
        var before = JsonNodes.GetObject(old, "spec");
        if (Sources.Any(s => !JsonNodes.DeepEqual(Source(spec, s, before), Source(before, s, before))))
        {
            errors.Add(FieldErrors.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation"));
        }

        if (!JsonNodes.DeepEqual(spec?["volumeMode"], before?["volumeMode"]))
        {
            errors.Add(FieldErrors.Invalid("volumeMode", spec?["volumeMode"], FieldErrors.Immutable));
        }

        if (before?["nodeAffinity"] is { } affinity && !JsonNodes.DeepEqual(spec?["nodeAffinity"], affinity))
        {
            errors.Add(FieldErrors.Invalid("nodeAffinity", spec?["nodeAffinity"], FieldErrors.Immutable));
        }

        if (before?["volumeAttributesClassName"] is not null && spec?["volumeAttributesClassName"] is null)
        {
            errors.Add(FieldErrors.Forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"));
        }
    }

    /// <summary>The volume in a VolumeAttachment, which has no object of its own.</summary>
    public static void CheckInline(JsonObject spec, string path, ICollection<FieldError> errors)
    {
        const string NotInline = "may not be specified in the context of inline volumes";
        if (spec["csi"] is null)
        {
            errors.Add(FieldErrors.Required($"{path}.csi", "has to be specified in the context of inline volumes"));
        }

        foreach (var field in ((string[])["claimRef", "capacity", "nodeAffinity", "storageClassName"]).Where(f => IsSet(spec[f])))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.{field}", NotInline));
        }

        CheckModes(spec, "", path, errors);
        foreach (var (field, only, told) in ((string, string, string)[])[
            ("persistentVolumeReclaimPolicy", "Retain", "may only be Retain"),
            ("volumeMode", "Filesystem", "may not specify volumeMode other than Filesystem")])
        {
            if (JsonNodes.GetString(spec, field) is { Length: > 0 } value && value != only)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{field}", $"{told} in the context of inline volumes"));
            }
        }

        VolumeSourceRules.Check(spec, Sources, path, errors);
    }

    /// <summary>Who may use a volume at the same time.</summary>
    public static void CheckModes(JsonObject? spec, string whenMissing, string path, ICollection<FieldError> errors)
    {
        var modes = JsonNodes.StringList(spec?["accessModes"]);
        if (modes.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.accessModes", whenMissing));
        }

        foreach (var mode in modes.Where(m => !AccessModes.Contains(m, StringComparer.Ordinal)))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.accessModes", mode, AccessModes));
        }

        if (modes.Contains(OncePod, StringComparer.Ordinal) && modes.Any(m => m is not OncePod && AccessModes.Contains(m, StringComparer.Ordinal)))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.accessModes", "may not use ReadWriteOncePod with other access modes"));
        }
    }

    private static void CheckCapacity(JsonObject spec, ICollection<FieldError> errors)
    {
        var capacity = JsonNodes.StringMap(spec["capacity"]);
        if (capacity.Count == 0)
        {
            errors.Add(FieldErrors.Required("spec.capacity"));
        }

        if (capacity is not [{ Key: Storage }])
        {
            errors.Add(new FieldError(
                FieldErrorType.NotSupported, "spec.capacity", ObjectWriter.ToText(spec["capacity"]), $"supported values: \"{Storage}\""));
        }

        foreach (var (name, text) in capacity)
        {
            if (Quantity.TryParse(text, out var amount, out _) && amount.Sign <= 0)
            {
                if (amount.Sign < 0)
                {
                    errors.Add(FieldErrors.Invalid($"spec.capacity[{name}]", amount.Value(), "must be a valid resource quantity"));
                }

                errors.Add(FieldErrors.Invalid($"spec.capacity[{name}]", text, "must be greater than zero"));
            }
        }
    }

    private static void CheckAffinity(JsonObject spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(spec, "nodeAffinity") is not { } affinity)
        {
            return;
        }

        if (JsonNodes.GetObject(affinity, "required") is { } required)
        {
            NodeSelectorRules.Check(required, "spec.nodeAffinity.required", errors);
        }
        else
        {
            errors.Add(FieldErrors.Required("spec.nodeAffinity.required", "must specify required node constraints"));
        }
    }

    private static void CheckAttributesClass(JsonObject spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(spec, "volumeAttributesClassName") is null)
        {
            return;
        }

        if (FieldRules.Text(spec, "volumeAttributesClassName", "spec", errors, "an empty string is disallowed"))
        {
            FieldRules.Form(spec, "volumeAttributesClassName", "spec", Formats.Dns1123Subdomain, errors);
        }

        if (spec["csi"] is null)
        {
            errors.Add(FieldErrors.Required("spec.csi", "has to be specified when using volumeAttributesClassName"));
        }
    }

    // The secret for expansion may come later.
    private static JsonNode? Source(JsonObject? spec, string source, JsonObject? before)
    {
        const string Expand = "controllerExpandSecretRef";
        if (source is not "csi" || spec?["csi"] is not JsonObject csi || JsonNodes.Get(before, "csi", Expand) is not null || !csi.ContainsKey(Expand))
        {
            return spec?[source];
        }

        var rest = (JsonObject)csi.DeepClone();
        rest.Remove(Expand);
        return rest;
    }

    private static bool IsSet(JsonNode? node) =>
        node is not null and not JsonObject { Count: 0 } && JsonNodes.AsString(node) is not "";
}

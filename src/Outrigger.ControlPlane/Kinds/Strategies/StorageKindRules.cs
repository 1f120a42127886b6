using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The kinds of storage.k8s.io beside StorageClass (kubernetes pkg/apis/storage/validation).</summary>
internal static class StorageKindRules
{
    private const int LongestMessage = 1024;
    private const int MetadataLimit = 256 * 1024;
    private const int LongestNodeId = 256;
    private const long LongestToken = 1L << 32;
    private static readonly string[] Policies = ["File", "None", "ReadWriteOnceWithFSType"];
    private static readonly string[] Modes = ["Persistent", "Ephemeral"];

    public static void CheckDriver(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        FieldRules.OneOf(spec, "fsGroupPolicy", "spec", Policies, errors);
        CheckTokens(spec, errors);
        foreach (var mode in JsonNodes.StringList(spec?["volumeLifecycleModes"]).Except(Modes, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported("spec.volumeLifecycleModes", mode, Modes));
        }

        FieldRules.AtLeast(
            spec, "nodeAllocatableUpdatePeriodSeconds", "spec", 10, errors, "must be greater than or equal to 10 seconds");
        if (spec?["serviceAccountTokenInSecrets"] is { } inSecrets && JsonNodes.GetArray(spec, "tokenRequests") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Invalid(
                "spec.serviceAccountTokenInSecrets", inSecrets, "serviceAccountTokenInSecrets is set but no tokenRequests are specified"));
        }
    }

    /// <summary>The path of the first field is the reference's own.</summary>
    public static void CheckDriverUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        CheckDriver(obj, errors);
        foreach (var (field, told) in ((string, string)[])[("attachRequired", "attachedRequired"), ("volumeLifecycleModes", "volumeLifecycleModes")])
        {
            if (!JsonNodes.DeepEqual(JsonNodes.Get(obj, "spec", field), JsonNodes.Get(old, "spec", field)))
            {
                errors.Add(FieldErrors.Invalid($"spec.{told}", JsonNodes.Get(obj, "spec", field), FieldErrors.Immutable));
            }
        }
    }

    /// <summary>A CSIDriver has no generation until its spec changes.</summary>
    public static void CountDriver(JsonObject obj, JsonObject old)
    {
        if (!JsonNodes.DeepEqual(obj["spec"], old["spec"]))
        {
            var meta = MetadataView.Of(obj);
            meta.Generation = MetadataView.Of(old).Generation + 1;
        }
    }

    public static void CheckNode(JsonObject obj, ICollection<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (driver, path) in FieldRules.Items(JsonNodes.GetObject(obj, "spec"), "drivers", "spec"))
        {
            CheckDriverName(driver, "name", path, errors);
            FieldRules.Text(driver, "nodeID", path, errors);
            if (JsonNodes.GetString(driver, "nodeID") is { Length: > LongestNodeId } id)
            {
                errors.Add(FieldErrors.Invalid($"{path}.nodeID", id, $"must be {LongestNodeId} characters or less"));
            }

            FieldRules.AtLeast(JsonNodes.GetObject(driver, "allocatable"), "count", $"{path}.allocatable", 0, errors);
            var name = JsonNodes.GetString(driver, "name") ?? "";
            if (!names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.name", name));
            }

            CheckTopology(JsonNodes.StringList(driver["topologyKeys"]), path, errors);
        }
    }

    /// <summary>What a driver said of itself stays, but for how many volumes it takes.</summary>
    public static void CheckNodeUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        CheckNode(obj, errors);
        foreach (var (before, _) in FieldRules.Items(JsonNodes.GetObject(old, "spec"), "drivers", "spec"))
        {
            foreach (var (driver, _) in FieldRules.Items(JsonNodes.GetObject(obj, "spec"), "drivers", "spec"))
            {
                if (JsonNodes.GetString(driver, "name") == JsonNodes.GetString(before, "name")
                    && !JsonNodes.DeepEqual(WithoutCount(driver), WithoutCount(before)))
                {
                    errors.Add(FieldErrors.Invalid("spec.drivers", WithoutCount(driver), FieldErrors.Immutable));
                }
            }
        }
    }

    public static void CheckCapacity(JsonObject obj, ICollection<FieldError> errors)
    {
        SelectorRules.Check(JsonNodes.GetObject(obj, "nodeTopology"), "nodeTopology", errors);
        var storageClass = JsonNodes.GetString(obj, "storageClassName") ?? "";
        FieldRules.Refuse("storageClassName", storageClass, Formats.Dns1123Subdomain(storageClass), errors);

        if (JsonNodes.GetString(obj, "capacity") is { } text && Quantity.TryParse(text, out var capacity, out _) && capacity.Sign < 0)
        {
            errors.Add(FieldErrors.Invalid("capacity", text, FieldRules.NotNegativeText));
        }
    }

    public static void CheckAttachment(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        CheckDriverName(spec, "attacher", "spec", errors);
        CheckSource(JsonNodes.GetObject(spec, "source"), errors);
        var node = JsonNodes.GetString(spec, "nodeName") ?? "";
        FieldRules.Refuse("spec.nodeName", node, Formats.Dns1123Subdomain(node), errors);

        CheckAttachmentStatus(obj, errors);
        FieldRules.Form(JsonNodes.GetObject(spec, "source"), "persistentVolumeName", "spec.source", Formats.Dns1123Subdomain, errors);
    }

    public static void CheckAttributesClass(JsonObject obj, ICollection<FieldError> errors)
    {
        CheckProvisioner(obj, "driverName", errors);
        CheckParameters(obj, errors);
        if (JsonNodes.GetObject(obj, "parameters") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required("parameters", "must contain at least one key/value pair"));
        }
    }

    public static void CheckAttributesClassUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["driverName", "parameters"])
        {
            if (!JsonNodes.DeepEqual(obj[field], old[field]))
            {
                errors.Add(FieldErrors.Forbidden(field, $"updates to {field} are forbidden."));
            }
        }

        CheckAttributesClass(obj, errors);
    }

    /// <summary>Who makes the volumes of a class.</summary>
    public static void CheckProvisioner(JsonObject obj, string field, ICollection<FieldError> errors)
    {
        if (FieldRules.Text(obj, field, "", errors))
        {
            var provisioner = JsonNodes.GetString(obj, field)!.ToLowerInvariant();
            FieldRules.Refuse(field, provisioner, Formats.LabelKey(provisioner), errors);
        }
    }

    /// <summary>What a class tells its provisioner.</summary>
    public static void CheckParameters(JsonObject obj, ICollection<FieldError> errors)
    {
        const int Most = 512;
        var parameters = JsonNodes.StringMap(obj["parameters"]);
        if (parameters.Count > Most)
        {
            errors.Add(FieldErrors.TooLong("parameters", Most));
            return;
        }

        if (JsonNodes.GetObject(obj, "parameters")?.ContainsKey("") is true)
        {
            errors.Add(FieldErrors.Invalid("parameters", "", "field can not be empty."));
        }

        if (parameters.Sum(p => (long)p.Key.Length + p.Value.Length) > MetadataLimit)
        {
            errors.Add(FieldErrors.TooLong("parameters", MetadataLimit));
        }
    }

    /// <summary>The name of a driver, in any case.</summary>
    public static void CheckDriverName(JsonObject? parent, string field, string path, ICollection<FieldError> errors)
    {
        const int Longest = 63;
        if (!FieldRules.Text(parent, field, path, errors))
        {
            return;
        }

        var name = JsonNodes.GetString(parent, field)!;
        if (name.Length > Longest)
        {
            errors.Add(FieldErrors.TooLong($"{path}.{field}", Longest));
        }

        FieldRules.Refuse($"{path}.{field}", name, Formats.Dns1123Subdomain(name.ToLowerInvariant()), errors);
    }

    private static void CheckAttachmentStatus(JsonObject obj, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status");
        if (JsonNodes.StringMap(status?["attachmentMetadata"]).Sum(p => (long)p.Key.Length + p.Value.Length) > MetadataLimit)
        {
            errors.Add(FieldErrors.TooLong("status.attachmentMetadata", MetadataLimit));
        }

        foreach (var field in (string[])["attachError", "detachError"])
        {
            var error = JsonNodes.GetObject(status, field);
            if (JsonNodes.GetString(error, "message") is { Length: > LongestMessage })
            {
                errors.Add(FieldErrors.TooLong($"status.{field}.message", MetadataLimit));
            }

            FieldRules.AtLeast(error, "errorCode", $"status.{field}", 0, errors, $"must be between 0 and {int.MaxValue}, inclusive");
        }
    }

    private static void CheckSource(JsonObject? source, ICollection<FieldError> errors)
    {
        const string ExactlyOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        switch (source?["inlineVolumeSpec"], source?["persistentVolumeName"])
        {
            case (null, null):
                errors.Add(FieldErrors.Required("spec.source", ExactlyOne));
                break;
            case ({ }, { }):
                errors.Add(FieldErrors.Forbidden("spec.source", ExactlyOne));
                break;
            case (null, { }):
                FieldRules.Text(source, "persistentVolumeName", "spec.source", errors, "must specify non empty persistentVolumeName");
                break;
            case (JsonObject volume, _):
                VolumeRules.CheckInline(volume, "spec.source.inlineVolumeSpec", errors);
                break;
        }
    }

    private static void CheckTokens(JsonObject? spec, ICollection<FieldError> errors)
    {
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (request, path) in FieldRules.Items(spec, "tokenRequests", "spec"))
        {
            var audience = JsonNodes.GetString(request, "audience") ?? "";
            if (!audiences.Add(audience))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.audience", audience));
                continue;
            }

            FieldRules.AtLeast(request, "expirationSeconds", path, 600, errors, "may not specify a duration less than 10 minutes");
            FieldRules.AtMost(request, "expirationSeconds", path, LongestToken, errors, "may not specify a duration larger than 2^32 seconds");
        }
    }

    private static void CheckTopology(IReadOnlyList<string> keys, string path, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (key.Length == 0)
            {
                errors.Add(FieldErrors.Required(path));
            }

            if (!seen.Add(key))
            {
                errors.Add(FieldErrors.Duplicate(path, key));
            }

            FieldRules.Refuse(path, key, Formats.LabelKey(key), errors);
        }
    }

    private static JsonObject WithoutCount(JsonObject driver)
    {
        var rest = (JsonObject)driver.DeepClone();
        rest.Remove("allocatable");
        return rest;
    }
}

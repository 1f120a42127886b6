using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Nodes: taints, and what is set once (kubernetes pkg/apis/core/validation, ValidateNodeUpdate).</summary>
internal static class NodeRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        CheckTaints(obj, errors);
        var ranges = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "podCIDRs"));
        var families = ranges.Select((r, i) => AddressRules.Range(r, $"spec.podCIDRs[{i}]", errors)?.BaseAddress.AddressFamily).ToList();
        if (ranges.Count > 2 || (families is [{ } one, { } two] && one == two))
        {
            errors.Add(FieldErrors.Invalid(
                "spec.podCIDRs", JsonNodes.Get(obj, "spec", "podCIDRs"), "may specify no more than one CIDR for each IP family"));
        }
    }

    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var addresses = JsonNodes.GetArray(obj, "status", "addresses") ?? [];
        var seen = new HashSet<(string?, string?)>();
        for (var i = 0; i < addresses.Count; i++)
        {
            if (!seen.Add((JsonNodes.GetString(addresses[i] as JsonObject, "type"), JsonNodes.GetString(addresses[i] as JsonObject, "address"))))
            {
                errors.Add(FieldErrors.Duplicate($"status.addresses[{i}]", addresses[i]));
            }
        }

        var before = JsonNodes.StringList(JsonNodes.Get(old, "spec", "podCIDRs"));
        if (before.Count > 0 && !before.SequenceEqual(JsonNodes.StringList(JsonNodes.Get(obj, "spec", "podCIDRs"))))
        {
            errors.Add(FieldErrors.Forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"));
        }

        if (JsonNodes.GetString(old, "spec", "providerID") is { Length: > 0 } provider && JsonNodes.GetString(obj, "spec", "providerID") != provider)
        {
            errors.Add(FieldErrors.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid"));
        }

        CheckTaints(obj, errors);
        if (JsonNodes.GetString(obj, "spec", "externalID") != JsonNodes.GetString(old, "spec", "externalID"))
        {
            errors.Add(FieldErrors.Forbidden("spec.externalID", "may not be updated"));
        }
    }

    // The path is the reference's own.
    private static void CheckTaints(JsonObject obj, ICollection<FieldError> errors)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var (taint, path) in FieldRules.Items(JsonNodes.GetObject(obj, "spec"), "taints", "metadata"))
        {
            var key = JsonNodes.GetString(taint, "key") ?? "";
            FieldRules.Refuse($"{path}.key", key, Formats.LabelKey(key), errors);

            var value = JsonNodes.GetString(taint, "value") ?? "";
            if (Formats.LabelValue(value) is { Count: > 0 } faults)
            {
                errors.Add(FieldErrors.Invalid($"{path}.value", value, string.Join(';', faults)));
            }

            FieldRules.OneOf(taint, "effect", path, Effects, errors, isRequired: true);
            if (!seen.Add((key, JsonNodes.GetString(taint, "effect") ?? "")))
            {
                errors.Add(FieldErrors.Duplicate(path, taint) with { Detail = "taints must be unique by key and effect pair" });
            }
        }
    }
}

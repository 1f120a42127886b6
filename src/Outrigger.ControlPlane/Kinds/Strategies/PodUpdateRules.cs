using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What may change in a pod: images, a nearer deadline, more tolerations, fewer gates (kubernetes ValidatePodUpdate).</summary>
internal static class PodUpdateRules
{
    private const string Fixed =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private static readonly string[] Lists = ["containers", "initContainers"];
    private static readonly string[] Changeable = ["activeDeadlineSeconds", "tolerations", "schedulingGates"];

    public static void Check(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        var before = JsonNodes.GetObject(old, "spec") ?? [];
        foreach (var list in Lists)
        {
            if (Count(spec, list) != Count(before, list))
            {
                errors.Add(FieldErrors.Forbidden($"spec.{list}", "pod updates may not add or remove containers"));
                return;
            }

            foreach (var (container, path) in FieldRules.Items(spec, list, "spec"))
            {
                if (JsonNodes.GetString(container, "image") is { } image && image.Trim().Length != image.Length)
                {
                    errors.Add(FieldErrors.Invalid($"{path}.image", image, "must not have leading or trailing whitespace"));
                }
            }
        }

        if (!CheckDeadline(JsonNodes.GetLong(spec, "activeDeadlineSeconds"), JsonNodes.GetLong(before, "activeDeadlineSeconds"), errors))
        {
            return;
        }

        CheckTolerations(spec, before, errors);
        CheckGates(spec, before, errors);
        var isGated = Count(before, "schedulingGates") > 0;
        if (isGated && JsonNodes.StringMap(before["nodeSelector"]).Except(JsonNodes.StringMap(spec["nodeSelector"])).Any())
        {
            errors.Add(FieldErrors.Invalid(
                "spec.nodeSelector", spec["nodeSelector"], "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
        }

        if (!JsonNodes.DeepEqual(Rest(spec, before, isGated), Rest(before, before, isGated)))
        {
            errors.Add(FieldErrors.Forbidden("spec", Fixed));
        }
    }

    private static int Count(JsonObject spec, string list) => JsonNodes.GetArray(spec, list)?.Count ?? 0;

    private static bool CheckDeadline(long? deadline, long? before, ICollection<FieldError> errors)
    {
        const string Path = "spec.activeDeadlineSeconds";
        var fault = deadline is < 0 or > int.MaxValue ? $"must be between 0 and {int.MaxValue}, inclusive"
            : before < deadline ? "must be less than or equal to previous value"
            : null;
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid(Path, deadline!.Value, fault));
            return false;
        }

        if (deadline is null && before is not null)
        {
            errors.Add(FieldErrors.Invalid(Path, (JsonNode?)null, "must not update from a positive integer to nil value"));
        }

        return true;
    }

    private static void CheckTolerations(JsonObject spec, JsonObject before, ICollection<FieldError> errors)
    {
        var now = FieldRules.Items(spec, "tolerations", "spec").Select(t => Untimed(t.Item)).ToHashSet(StringComparer.Ordinal);
        if (FieldRules.Items(before, "tolerations", "spec").Any(t => !now.Contains(Untimed(t.Item))))
        {
            errors.Add(FieldErrors.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }
    }

    // A text, so that long lists are compared in no more than their length.
    private static string Untimed(JsonObject toleration)
    {
        var rest = (JsonObject)toleration.DeepClone();
        rest.Remove("tolerationSeconds");
        JsonNodes.SortKeys(rest);
        return ObjectWriter.ToText(rest);
    }

    private static void CheckGates(JsonObject spec, JsonObject before, ICollection<FieldError> errors)
    {
        var known = FieldRules.Items(before, "schedulingGates", "").Select(g => JsonNodes.GetString(g.Item, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var (gate, path) in FieldRules.Items(spec, "schedulingGates", "spec"))
        {
            if (JsonNodes.GetString(gate, "name") is var name && !known.Contains(name))
            {
                errors.Add(FieldErrors.Forbidden($"{path}.name", $"only deletion is allowed, but found new scheduling gate '{name}'"));
            }
        }
    }

    // Where a gated pod goes may still be narrowed down.
    private static JsonObject Rest(JsonObject spec, JsonObject before, bool isGated)
    {
        var rest = (JsonObject)spec.DeepClone();
        foreach (var field in Changeable)
        {
            rest.Remove(field);
        }

        if (JsonNodes.GetLong(before, "terminationGracePeriodSeconds") is < 0 && JsonNodes.GetLong(rest, "terminationGracePeriodSeconds") is 1 or < 0)
        {
            rest.Remove("terminationGracePeriodSeconds");
        }

        foreach (var (container, _) in Lists.SelectMany(list => FieldRules.Items(rest, list, "")))
        {
            container.Remove("image");
        }

        if (isGated)
        {
            rest.Remove("nodeSelector");
            if (JsonNodes.GetObject(rest, "affinity") is { } affinity)
            {
                affinity.Remove("nodeAffinity");
                if (affinity.Count == 0)
                {
                    rest.Remove("affinity");
                }
            }
        }

        return rest;
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>When and where a pod may run: its gates, and how pods are spread (kubernetes validateSchedulingGates and its neighbours).</summary>
internal static class PodSchedulingRules
{
    private const string Positive = "must be greater than zero";

    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        foreach (var (gate, at) in FieldRules.Items(spec, "readinessGates", path))
        {
            var type = JsonNodes.GetString(gate, "conditionType") ?? "";
            FieldRules.Refuse($"{at}.conditionType", type, Formats.LabelKey(type), errors);
        }

        var gates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (gate, at) in FieldRules.Items(spec, "schedulingGates", path))
        {
            var name = JsonNodes.GetString(gate, "name") ?? "";
            FieldRules.Refuse(at, name, Formats.LabelKey(name), errors);
            if (!gates.Add(name))
            {
                errors.Add(FieldErrors.Duplicate(at, name));
            }
        }

        CheckSpread(spec, path, errors);
    }

    /// <summary>A new pod is gated or on a node, not both.</summary>
    public static void CheckCreate(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(obj, "spec", "nodeName") is { Length: > 0 } && JsonNodes.GetArray(obj, "spec", "schedulingGates") is { Count: > 0 })
        {
            errors.Add(FieldErrors.Forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
        }
    }

    private static void CheckSpread(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var left = new Dictionary<(string Key, string Action), int>();
        foreach (var (constraint, _) in FieldRules.Items(spec, "topologySpreadConstraints", path))
        {
            var kind = KindOf(constraint);
            left[kind] = left.GetValueOrDefault(kind) + 1;
        }

        foreach (var (constraint, at) in FieldRules.Items(spec, "topologySpreadConstraints", path))
        {
            var kind = KindOf(constraint);
            if ((JsonNodes.GetLong(constraint, "maxSkew") ?? 0) is var skew and <= 0)
            {
                errors.Add(FieldErrors.Invalid($"{at}.maxSkew", skew, Positive));
            }

            FieldRules.Text(constraint, "topologyKey", at, errors, "can not be empty");
            if (kind.Action is not ("DoNotSchedule" or "ScheduleAnyway"))
            {
                errors.Add(FieldErrors.NotSupported($"{at}.whenUnsatisfiable", kind.Action, "DoNotSchedule", "ScheduleAnyway"));
            }

            // The last of its kind stands for all of them.
            if (--left[kind] > 0)
            {
                errors.Add(FieldErrors.Duplicate($"{at}.{{topologyKey, whenUnsatisfiable}}", $"{{{kind.Key}, {kind.Action}}}"));
            }

            CheckDomains(constraint, kind.Action, $"{at}.minDomains", errors);
            FieldRules.OneOf(constraint, "nodeAffinityPolicy", at, ["Honor", "Ignore"], errors);
            FieldRules.OneOf(constraint, "nodeTaintsPolicy", at, ["Honor", "Ignore"], errors);
            SelectorRules.Check(JsonNodes.GetObject(constraint, "labelSelector"), $"{at}.labelSelector", errors);
        }
    }

    private static void CheckDomains(JsonObject constraint, string action, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetLong(constraint, "minDomains") is not { } domains)
        {
            return;
        }

        if (domains <= 0)
        {
            errors.Add(FieldErrors.Invalid(path, domains, Positive));
        }

        if (action is not "DoNotSchedule")
        {
            errors.Add(FieldErrors.Invalid(path, domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"));
        }
    }

    private static (string Key, string Action) KindOf(JsonObject constraint) =>
        (JsonNodes.GetString(constraint, "topologyKey") ?? "", JsonNodes.GetString(constraint, "whenUnsatisfiable") ?? "");
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>A container that ended, and may not be started again, has ended for good (kubernetes ValidateContainerStateTransition).</summary>
internal static class ContainerStatusRules
{
    /// <summary>Checks the statuses of a pod with <paramref name="spec"/> against those before.</summary>
    public static void Check(JsonObject? status, JsonObject? before, JsonObject? spec, ICollection<FieldError> errors)
    {
        if (!RestartAll(spec))
        {
            CheckList(status, before, "containerStatuses", Containers(spec, "containers"), spec, errors);
            CheckList(status, before, "initContainerStatuses", Containers(spec, "initContainers"), spec, errors);
        }

        CheckList(status, before, "ephemeralContainerStatuses", [], spec, errors);
    }

    // The paths count the statuses before, as the reference's do.
    private static void CheckList(
        JsonObject? status, JsonObject? before, string field, Dictionary<string, JsonObject> containers, JsonObject? spec, ICollection<FieldError> errors)
    {
        var going = FieldRules.Items(status, field, "").Where(s => Ended(s.Item) is null).Select(s => Name(s.Item)).ToHashSet(StringComparer.Ordinal);
        foreach (var (old, at) in FieldRules.Items(before, field, "status"))
        {
            if (Ended(old) is { } end && going.Contains(Name(old))
                && !(containers.GetValueOrDefault(Name(old)) is { } container && MayRestart(container, spec, JsonNodes.GetLong(end, "exitCode") ?? 0)))
            {
                errors.Add(FieldErrors.Forbidden($"{at}.state", "may not be transitioned to non-terminated state"));
            }
        }
    }

    private static bool MayRestart(JsonObject container, JsonObject? spec, long exitCode)
    {
        var own = JsonNodes.GetString(container, "restartPolicy");
        if (own is not null && FieldRules.Items(container, "restartPolicyRules", "").Select(r => r.Item).FirstOrDefault(r => Matches(r, exitCode)) is { } rule
            && JsonNodes.GetString(rule, "action") is "Restart" or "RestartAllContainers")
        {
            return true;
        }

        return (own is "Always" or "OnFailure" or "Never" ? own : JsonNodes.GetString(spec, "restartPolicy")) switch
        {
            "OnFailure" => exitCode != 0,
            "Never" => false,
            _ => true,
        };
    }

    private static bool Matches(JsonObject rule, long exitCode)
    {
        var codes = JsonNodes.GetObject(rule, "exitCodes");
        var isNamed = (JsonNodes.GetArray(codes, "values") ?? []).Any(v => JsonNodes.AsLong(v) == exitCode);
        return JsonNodes.GetString(codes, "operator") switch { "In" => isNamed, "NotIn" => !isNamed, _ => false };
    }

    private static bool RestartAll(JsonObject? spec) => ((string[])["initContainers", "containers"])
        .SelectMany(list => FieldRules.Items(spec, list, ""))
        .SelectMany(c => FieldRules.Items(c.Item, "restartPolicyRules", ""))
        .Any(r => JsonNodes.GetString(r.Item, "action") is "RestartAllContainers");

    private static Dictionary<string, JsonObject> Containers(JsonObject? spec, string list)
    {
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (container, _) in FieldRules.Items(spec, list, ""))
        {
            found.TryAdd(Name(container), container);
        }

        return found;
    }

    private static JsonObject? Ended(JsonObject status) => JsonNodes.GetObject(status, "state", "terminated");

    private static string Name(JsonObject holder) => JsonNodes.GetString(holder, "name") ?? "";
}

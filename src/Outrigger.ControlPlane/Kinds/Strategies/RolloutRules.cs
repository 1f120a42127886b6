using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>How workloads replace their pods (kubernetes pkg/apis/apps/validation).</summary>
internal static class RolloutRules
{
    private const string RollingUpdate = "RollingUpdate";
    private static readonly string[] Retentions = ["Delete", "Retain"];

    public static void Check(string resource, JsonObject? spec, ICollection<FieldError> errors)
    {
        switch (resource)
        {
            case "deployments":
                CheckDeployment(spec, errors);
                break;
            case "daemonsets":
                CheckDaemonSet(JsonNodes.GetObject(spec, "updateStrategy"), "spec.updateStrategy", errors);
                break;
            case "statefulsets":
                CheckStatefulSet(spec, errors);
                break;
        }

        FieldRules.AtLeast(spec, "minReadySeconds", "spec", 0, errors);
        FieldRules.AtLeast(spec, "revisionHistoryLimit", "spec", 0, errors);
    }

    private static void CheckDeployment(JsonObject? spec, ICollection<FieldError> errors)
    {
        const string Path = "spec.strategy";
        var strategy = JsonNodes.GetObject(spec, "strategy");
        var rolling = JsonNodes.GetObject(strategy, "rollingUpdate");
        switch (JsonNodes.GetString(strategy, "type") ?? "")
        {
            case "Recreate" when rolling is not null:
                errors.Add(FieldErrors.Forbidden($"{Path}.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                break;
            case RollingUpdate when rolling is not null:
                ShareRules.CheckForm(rolling, "maxUnavailable", $"{Path}.rollingUpdate", errors);
                ShareRules.CheckForm(rolling, "maxSurge", $"{Path}.rollingUpdate", errors);
                if (IsZero(rolling["maxUnavailable"]) && IsZero(rolling["maxSurge"]))
                {
                    errors.Add(FieldErrors.Invalid(
                        $"{Path}.rollingUpdate.maxUnavailable", rolling["maxUnavailable"] ?? 0L, "may not be 0 when `maxSurge` is 0"));
                }

                ShareRules.CheckWhole(rolling, "maxUnavailable", $"{Path}.rollingUpdate", errors);
                break;
            case "Recreate" or RollingUpdate:
                break;
            default:
                errors.Add(Unknown(Path, strategy, "Recreate", RollingUpdate));
                break;
        }

        FieldRules.AtLeast(spec, "progressDeadlineSeconds", "spec", 0, errors);
        if (JsonNodes.GetLong(spec, "progressDeadlineSeconds") is { } deadline && deadline <= (JsonNodes.GetLong(spec, "minReadySeconds") ?? 0))
        {
            errors.Add(FieldErrors.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
    }

    private static void CheckDaemonSet(JsonObject? strategy, string path, ICollection<FieldError> errors)
    {
        var type = JsonNodes.GetString(strategy, "type") ?? "";
        if (type is not RollingUpdate)
        {
            if (type is not "OnDelete")
            {
                errors.Add(Unknown(path, strategy, RollingUpdate, "OnDelete"));
            }

            return;
        }

        if (JsonNodes.GetObject(strategy, "rollingUpdate") is not { } rolling)
        {
            errors.Add(FieldErrors.Required($"{path}.rollingUpdate"));
            return;
        }

        ShareRules.Check(rolling, "maxUnavailable", $"{path}.rollingUpdate", errors);
        ShareRules.Check(rolling, "maxSurge", $"{path}.rollingUpdate", errors);
        switch (IsZero(rolling["maxUnavailable"]), IsZero(rolling["maxSurge"]))
        {
            case (false, false):
                errors.Add(FieldErrors.Invalid(
                    $"{path}.rollingUpdate.maxSurge", rolling["maxSurge"], "may not be set when maxUnavailable is non-zero"));
                break;
            case (true, true):
                errors.Add(FieldErrors.Required($"{path}.rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0"));
                break;
        }
    }

    private static void CheckStatefulSet(JsonObject? spec, ICollection<FieldError> errors)
    {
        var policy = JsonNodes.GetString(spec, "podManagementPolicy") ?? "";
        if (policy.Length == 0)
        {
            errors.Add(FieldErrors.Required("spec.podManagementPolicy"));
        }
        else if (policy is not ("OrderedReady" or "Parallel"))
        {
            errors.Add(FieldErrors.Invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"));
        }

        CheckStatefulSetStrategy(JsonNodes.GetObject(spec, "updateStrategy"), "spec.updateStrategy", errors);
        if (JsonNodes.GetObject(spec, "persistentVolumeClaimRetentionPolicy") is { } retention)
        {
            FieldRules.OneOf(retention, "whenDeleted", "spec.persistentVolumeClaimRetentionPolicy", Retentions, errors);
            FieldRules.OneOf(retention, "whenScaled", "spec.persistentVolumeClaimRetentionPolicy", Retentions, errors);
        }

        FieldRules.AtLeast(JsonNodes.GetObject(spec, "ordinals"), "start", "spec.ordinals", 0, errors);
    }

    private static void CheckStatefulSetStrategy(JsonObject? strategy, string path, ICollection<FieldError> errors)
    {
        var rolling = JsonNodes.GetObject(strategy, "rollingUpdate");
        switch (JsonNodes.GetString(strategy, "type") ?? "")
        {
            case "":
                errors.Add(FieldErrors.Required(path));
                break;
            case "OnDelete" when rolling is not null:
                errors.Add(FieldErrors.Invalid($"{path}.rollingUpdate", rolling, $"only allowed for updateStrategy '{RollingUpdate}'"));
                break;
            case RollingUpdate when rolling is not null:
                FieldRules.AtLeast(rolling, "partition", $"{path}.rollingUpdate", 0, errors);
                if (rolling["maxUnavailable"] is { } most)
                {
                    ShareRules.CheckForm(rolling, "maxUnavailable", $"{path}.rollingUpdate", errors);
                    if (IsZero(most))
                    {
                        errors.Add(FieldErrors.Invalid($"{path}.rollingUpdate.maxUnavailable", most, "cannot be 0"));
                    }

                    ShareRules.CheckWhole(rolling, "maxUnavailable", $"{path}.rollingUpdate", errors);
                }

                break;
            case "OnDelete" or RollingUpdate:
                break;
            default:
                errors.Add(FieldErrors.Invalid(path, strategy, $"must be '{RollingUpdate}' or 'OnDelete'"));
                break;
        }
    }

    private static FieldError Unknown(string path, JsonObject? strategy, string one, string other) =>
        new(FieldErrorType.NotSupported, path, ObjectWriter.ToText(strategy), $"supported values: \"{one}\", \"{other}\"");

    private static bool IsZero(JsonNode? share) => JsonNodes.AsString(share) is { } text
        ? long.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent == 0
        : JsonNodes.AsLong(share) is null or 0;
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The specs of Jobs, also as templates in CronJobs (kubernetes pkg/apis/batch/validation).</summary>
internal static class JobRules
{
    private const int LongestManager = 63;
    private const long MostParallel = 100_000;
    private const long ManyCompletions = 100_000;
    private const long MostOfMany = 10_000;

    private static readonly string[] Counts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    /// <summary>Checks a spec that stands at <paramref name="path"/>, without its selector.</summary>
    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        foreach (var count in Counts)
        {
            FieldRules.AtLeast(spec, count, path, 0, errors);
        }

        if (spec?["maxFailedIndexes"] is not null && spec["backoffLimitPerIndex"] is null)
        {
            errors.Add(FieldErrors.Required($"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"));
        }

        CheckManager(spec, path, errors);
        if (JsonNodes.GetString(spec, "completionMode") is { } mode and not ("NonIndexed" or "Indexed"))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.completionMode", mode, "NonIndexed", "Indexed"));
        }

        if (IsIndexed(spec))
        {
            CheckIndexed(spec!, path, errors);
        }
        else if (JsonNodes.GetString(spec, "completionMode") is null or "NonIndexed")
        {
            CheckNotIndexed(spec, path, errors);
        }

        JobPolicyRules.Check(spec, path, errors);
        PodTemplateRules.Check(JsonNodes.GetObject(spec, "template"), $"{path}.template", errors);
        CheckRestartPolicy(JsonNodes.GetString(spec, "template", "spec", "restartPolicy") ?? "", spec, path, errors);
    }

    /// <summary>Whether each of its pods has a number.</summary>
    public static bool IsIndexed(JsonObject? spec) => JsonNodes.GetString(spec, "completionMode") is "Indexed";

    private static void CheckManager(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(spec, "managedBy") is not { } manager)
        {
            return;
        }

        if (manager.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.managedBy"));
        }
        else if (manager.IndexOf('/', StringComparison.Ordinal) is var slash && (slash <= 0 || slash == manager.Length - 1))
        {
            errors.Add(FieldErrors.Invalid($"{path}.managedBy", manager, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        }
        else
        {
            FieldRules.Refuse($"{path}.managedBy", manager[..slash], Formats.Dns1123Subdomain(manager[..slash]), errors);
        }

        if (manager.Length > LongestManager)
        {
            errors.Add(FieldErrors.TooLong($"{path}.managedBy", LongestManager));
        }
    }

    private static void CheckIndexed(JsonObject spec, string path, ICollection<FieldError> errors)
    {
        var completions = JsonNodes.GetLong(spec, "completions");
        var failed = JsonNodes.GetLong(spec, "maxFailedIndexes");
        var parallelism = JsonNodes.GetLong(spec, "parallelism");
        if (completions is null)
        {
            errors.Add(FieldErrors.Required($"{path}.completions", "when completion mode is Indexed"));
        }

        FieldRules.AtMost(
            spec, "parallelism", path, MostParallel, errors, $"must be less than or equal to {MostParallel} when completion mode is Indexed");
        if (failed > completions)
        {
            errors.Add(FieldErrors.Invalid($"{path}.maxFailedIndexes", failed.Value, "must be less than or equal to completions"));
        }

        FieldRules.AtMost(spec, "maxFailedIndexes", path, MostParallel, errors);
        if (completions is > ManyCompletions && spec["backoffLimitPerIndex"] is not null)
        {
            if (failed is null)
            {
                errors.Add(FieldErrors.Required($"{path}.maxFailedIndexes", $"must be specified when completions is above {ManyCompletions}"));
            }

            var fault = $"must be less than or equal to {MostOfMany} when completions are above {ManyCompletions} "
                + "and used with backoff limit per index";
            if (parallelism > MostOfMany)
            {
                errors.Add(FieldErrors.Invalid($"{path}.parallelism", parallelism.Value, fault));
            }

            if (failed > MostOfMany)
            {
                errors.Add(FieldErrors.Invalid($"{path}.maxFailedIndexes", failed.Value, fault));
            }
        }
    }

    private static void CheckNotIndexed(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["backoffLimitPerIndex", "maxFailedIndexes"])
        {
            if (spec?[field] is { } value)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", value, "requires indexed completion mode"));
            }
        }
    }

    private static void CheckRestartPolicy(string policy, JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var at = $"{path}.template.spec.restartPolicy";
        if (policy is "Always" or "")
        {
            errors.Add(FieldErrors.Required(at, "valid values: \"OnFailure\", \"Never\""));
        }
        else if (policy is not ("OnFailure" or "Never"))
        {
            errors.Add(FieldErrors.NotSupported(at, policy, "OnFailure", "Never"));
        }
        else if (policy is not "Never" && spec?["podFailurePolicy"] is not null)
        {
            errors.Add(FieldErrors.Invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
        }
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// The status of a Job: any controller may run it, so what it says must hang together, and an end is for good. Only what a write
/// changes is looked at (kubernetes pkg/registry/batch/job, getStatusValidationOptions).
/// </summary>
internal static class JobStatusRules
{
    private const string Conditions = "status.conditions";
    private const string Complete = "Complete";
    private const string Failed = "Failed";
    private const string Failing = "FailureTarget";
    private const string Met = "SuccessCriteriaMet";

    public static void Check(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var status = JsonNodes.GetObject(obj, "status") ?? [];
        var before = JsonNodes.GetObject(old, "status") ?? [];
        foreach (var count in (string[])["active", "succeeded", "failed", "ready", "terminating"])
        {
            FieldRules.AtLeast(status, count, "status", 0, errors);
        }

        CheckConditions(status, before, errors);
        CheckEnd(status, before, JsonNodes.GetObject(obj, "spec"), errors);
        CheckTimes(status, before, JsonNodes.GetObject(obj, "spec"), errors);
        CheckCounters(status, before, JsonNodes.GetObject(obj, "spec"), errors);
        CheckIndexes(status, before, JsonNodes.GetObject(obj, "spec"), errors);
    }

    /// <summary>Whether a condition is true.</summary>
    public static bool Has(JsonObject? status, string condition) => FieldRules.Items(status, "conditions", "")
        .Any(c => JsonNodes.GetString(c.Item, "type") == condition && JsonNodes.GetString(c.Item, "status") is "True");

    private static bool IsFinished(JsonObject status) => Has(status, Complete) || Has(status, Failed);

    private static void CheckConditions(JsonObject status, JsonObject before, ICollection<FieldError> errors)
    {
        bool Changed(params string[] conditions) => Array.Exists(conditions, c => Has(status, c) != Has(before, c));
        void Refuse(bool when, string fault)
        {
            if (when)
            {
                errors.Add(new FieldError(FieldErrorType.Invalid, Conditions, null, fault));
            }
        }

        var (complete, failed, failing, met) = (Has(status, Complete), Has(status, Failed), Has(status, Failing), Has(status, Met));
        Refuse(complete && failed && Changed(Complete, Failed), "cannot set Complete=True and Failed=true conditions");
        Refuse(complete && failing && Changed(Complete, Failing), "cannot set Complete=True and FailureTarget=true conditions");
        Refuse(failed && !failing && Changed(Failed), "cannot set Failed=True condition without the FailureTarget=true condition");
        Refuse(complete && !met && Changed(Complete, Met), "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        Refuse(met && failed, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
        Refuse(met && failing, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        foreach (var end in (string[])[Failed, Complete, Failing])
        {
            Refuse(Has(before, end) && !Has(status, end), $"cannot disable the terminal {end}=True condition");
        }

        Refuse(Has(before, Met) && !met, "cannot disable the SuccessCriteriaMet=True condition");
        Refuse(
            Has(before, Complete) && !Has(before, Met) && met,
            "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }

    private static void CheckEnd(JsonObject status, JsonObject before, JsonObject? spec, ICollection<FieldError> errors)
    {
        var changed = IsFinished(status) != IsFinished(before);
        if (!IsFinished(status))
        {
            return;
        }

        foreach (var count in (string[])["active", "terminating"])
        {
            if (JsonNodes.GetLong(status, count) is > 0 and var number && (changed || number != (JsonNodes.GetLong(before, count) ?? 0)))
            {
                errors.Add(FieldErrors.Invalid($"status.{count}", number, $"{count}>0 is invalid for finished job"));
            }
        }

        var isEmpty = JsonNodes.GetBool(spec, "suspend") is true && JsonNodes.GetLong(spec, "completions") is 0;
        if (status["startTime"] is null && (changed || before["startTime"] is not null) && !isEmpty)
        {
            errors.Add(FieldErrors.Required("status.startTime", "startTime is required for finished job"));
        }

        var uncounted = JsonNodes.GetObject(status, "uncountedTerminatedPods");
        if ((JsonNodes.GetArray(uncounted, "succeeded") is { Count: > 0 } || JsonNodes.GetArray(uncounted, "failed") is { Count: > 0 })
            && (changed || !JsonNodes.DeepEqual(uncounted, before["uncountedTerminatedPods"])))
        {
            errors.Add(FieldErrors.Invalid("status.uncountedTerminatedPods", uncounted, "must be empty for finished job"));
        }
    }

    private static void CheckTimes(JsonObject status, JsonObject before, JsonObject? spec, ICollection<FieldError> errors)
    {
        const string At = "status.completionTime";
        var (end, endBefore) = (JsonNodes.GetString(status, "completionTime"), JsonNodes.GetString(before, "completionTime"));
        var (start, startBefore) = (JsonNodes.GetString(status, "startTime"), JsonNodes.GetString(before, "startTime"));
        var complete = Has(status, Complete);
        if (complete != Has(before, Complete) || end != endBefore)
        {
            if (end is not null && !complete)
            {
                errors.Add(FieldErrors.Invalid(At, end, "cannot set completionTime when there is no Complete=True condition"));
            }
            else if (end is null && complete)
            {
                errors.Add(FieldErrors.Required(At, "completionTime is required for Complete jobs"));
            }
        }

        if ((start != startBefore || end != endBefore)
            && KubernetesTime.TryParse(start ?? "", out var from) && KubernetesTime.TryParse(end ?? "", out var to) && to < from)
        {
            errors.Add(FieldErrors.Invalid(At, end!, "must be equal to or after `startTime`"));
        }

        if (end is not null && endBefore is not null && end != endBefore)
        {
            errors.Add(FieldErrors.Invalid(At, end, FieldErrors.Immutable));
        }

        var resumes = Has(before, "Suspended") && !Has(status, "Suspended");
        if (startBefore is not null && start != startBefore && !resumes && JsonNodes.GetBool(spec, "suspend") is not true)
        {
            errors.Add(FieldErrors.Invalid("status.startTime", status["startTime"], "field is immutable for unsuspended job once set"));
        }
    }

    private static void CheckCounters(JsonObject status, JsonObject before, JsonObject? spec, ICollection<FieldError> errors)
    {
        long Count(JsonObject of, string name) => JsonNodes.GetLong(of, name) ?? 0;
        if (Count(status, "failed") < Count(before, "failed"))
        {
            errors.Add(FieldErrors.Invalid("status.failed", Count(status, "failed"), "cannot decrease the failed counter"));
        }

        // An indexed job whose completions follow its parallelism may be made smaller.
        var shrinks = JobRules.IsIndexed(spec) && JsonNodes.GetLong(spec, "completions") == JsonNodes.GetLong(spec, "parallelism");
        if (!shrinks && Count(status, "succeeded") < Count(before, "succeeded"))
        {
            errors.Add(FieldErrors.Invalid("status.succeeded", Count(status, "succeeded"), "cannot decrease the succeeded counter"));
        }

        var changed = Count(status, "ready") != Count(before, "ready") || Count(status, "active") != Count(before, "active");
        if (changed && Count(status, "ready") > Count(status, "active"))
        {
            errors.Add(FieldErrors.Invalid("status.ready", Count(status, "ready"), "cannot set more ready pods than active"));
        }
    }

    private static void CheckIndexes(JsonObject status, JsonObject before, JsonObject? spec, ICollection<FieldError> errors)
    {
        var completions = JsonNodes.GetLong(spec, "completions");
        foreach (var field in (string[])["completedIndexes", "failedIndexes"])
        {
            var indexes = JsonNodes.GetString(status, field);
            if (indexes is null || indexes == JsonNodes.GetString(before, field))
            {
                continue;
            }

            string? fault = null;
            if (completions is { } most)
            {
                JobPolicyRules.Count(indexes, most, out fault);
            }

            if (fault is not null)
            {
                errors.Add(FieldErrors.Invalid($"status.{field}", indexes, $"error parsing {field}: {fault}"));
            }

            if (field is "completedIndexes" && indexes.Length > 0 && !JobRules.IsIndexed(spec))
            {
                errors.Add(FieldErrors.Invalid(
                    $"status.{field}", indexes, "cannot set non-empty completedIndexes when non-indexed completion mode"));
            }
            else if (field is "failedIndexes" && spec?["backoffLimitPerIndex"] is null)
            {
                errors.Add(FieldErrors.Invalid(
                    $"status.{field}", indexes, "cannot set non-null failedIndexes when backoffLimitPerIndex is null"));
            }
        }
    }
}

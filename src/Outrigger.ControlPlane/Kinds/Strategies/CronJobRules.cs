using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>CronJobs: a schedule, and a template of jobs whose pods end.</summary>
internal static class CronJobRules
{
    // Jobs are named after it, with a suffix of 11 characters.
    private const int LongestName = 52;
    private const string Template = "spec.jobTemplate.spec.template.spec";

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var name = MetadataView.Of(obj).Name;
        if (name.Length > LongestName)
        {
            errors.Add(FieldErrors.Invalid("metadata.name", name, $"must be no more than {LongestName} characters"));
        }

        var spec = JsonNodes.GetObject(obj, "spec");
        if (FieldRules.Text(spec, "schedule", "spec", errors))
        {
            CheckSchedule(JsonNodes.GetString(spec, "schedule")!, errors);
        }

        FieldRules.AtLeast(spec, "startingDeadlineSeconds", "spec", 0, errors);
        if (JsonNodes.GetString(spec, "timeZone") is { } zone && (zone.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            errors.Add(FieldErrors.Invalid("spec.timeZone", zone, zone.Length == 0
                ? "timeZone must be nil or non-empty string"
                : $"unknown time zone {zone}"));
        }

        FieldRules.OneOf(spec, "concurrencyPolicy", "spec", ["Allow", "Forbid", "Replace"], errors, isRequired: true);
        var pods = JsonNodes.GetObject(spec, "jobTemplate", "spec", "template", "spec");
        PodSpecRules.Check(pods, Template, errors);
        if (JsonNodes.GetString(pods, "restartPolicy") is "Always" or null)
        {
            errors.Add(FieldErrors.Required($"{Template}.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        }

        FieldRules.AtLeast(spec, "successfulJobsHistoryLimit", "spec", 0, errors);
        FieldRules.AtLeast(spec, "failedJobsHistoryLimit", "spec", 0, errors);
    }

    private static void CheckSchedule(string schedule, ICollection<FieldError> errors)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        }
        else if (!schedule.StartsWith('@') && fields.Length != 5)
        {
            var found = string.Join(' ', fields);
            errors.Add(FieldErrors.Invalid("spec.schedule", schedule, $"expected exactly 5 fields, found {fields.Length}: [{found}]"));
        }
    }
}

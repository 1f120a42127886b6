using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>CronJobs: a schedule, and a template of jobs whose pods end.</summary>
internal static class CronJobRules
{
    private const string Both = "cannot use both timeZone field and TZ or CRON_TZ in schedule";
    private const string InSchedule = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
    private const string JobSpec = "spec.jobTemplate.spec";

    // Jobs are named after it, with a suffix of 11 characters.
    private const int LongestName = 52;

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var name = MetadataView.Of(obj).Name;
        CheckSpec(JsonNodes.GetObject(obj, "spec"), null, errors);
        if (name.Length > LongestName)
        {
            errors.Add(FieldErrors.Invalid("metadata.name", name, $"must be no more than {LongestName} characters"));
        }
    }

    /// <summary>A name and a zone in the schedule from former times stay.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        CheckSpec(JsonNodes.GetObject(obj, "spec"), JsonNodes.GetObject(old, "spec"), errors);

    private static void CheckSpec(JsonObject? spec, JsonObject? before, ICollection<FieldError> errors)
    {
        var zone = JsonNodes.GetString(spec, "timeZone");
        if (FieldRules.Text(spec, "schedule", "spec", errors))
        {
            var hadZone = JsonNodes.GetString(before, "schedule")?.Contains("TZ", StringComparison.Ordinal) is true;
            CheckSchedule(JsonNodes.GetString(spec, "schedule")!, hadZone, zone, errors);
        }

        FieldRules.AtLeast(spec, "startingDeadlineSeconds", "spec", 0, errors);
        if (zone is not null && (before is null || zone != JsonNodes.GetString(before, "timeZone")) && ZoneFault(zone) is { } fault)
        {
            errors.Add(FieldErrors.Invalid("spec.timeZone", zone, fault));
        }

        FieldRules.OneOf(spec, "concurrencyPolicy", "spec", ["Allow", "Forbid", "Replace"], errors, isRequired: true);
        var job = JsonNodes.GetObject(spec, "jobTemplate", "spec");
        JobRules.Check(job, JobSpec, errors);
        if (job?["selector"] is { } selector)
        {
            errors.Add(FieldErrors.Invalid($"{JobSpec}.selector", selector, "`selector` will be auto-generated"));
        }

        if (JsonNodes.GetBool(job, "manualSelector") is true)
        {
            errors.Add(new FieldError(FieldErrorType.NotSupported, $"{JobSpec}.manualSelector", "true", "supported values: \"nil\", \"false\""));
        }

        FieldRules.AtLeast(spec, "successfulJobsHistoryLimit", "spec", 0, errors);
        FieldRules.AtLeast(spec, "failedJobsHistoryLimit", "spec", 0, errors);
    }

    private static void CheckSchedule(string schedule, bool hadZone, string? zone, ICollection<FieldError> errors)
    {
        var hasZone = schedule.Contains("TZ", StringComparison.Ordinal);
        var rest = schedule;
        if (hasZone && schedule.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            && schedule.IndexOf(' ', StringComparison.Ordinal) is var blank && blank > equals
            && schedule[..equals] is "TZ" or "CRON_TZ")
        {
            rest = schedule[blank..].Trim();
        }

        if (CronSchedule.FaultOf(rest) is { } fault)
        {
            errors.Add(FieldErrors.Invalid("spec.schedule", schedule, fault));
        }

        if (hasZone && (!hadZone || zone is not null))
        {
            errors.Add(FieldErrors.Invalid("spec.schedule", schedule, hadZone ? Both : InSchedule));
        }
    }

    private static string? ZoneFault(string zone)
    {
        const int LongestPart = 14;
        if (zone.Length == 0)
        {
            return "timeZone must be nil or non-empty string";
        }

        var isNamed = zone.Split('/').All(part => part.Length is > 0 and <= LongestPart && part is not ("." or "..") && part[0] != '-'
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+'));
        return !isNamed ? $"unknown time zone {zone}"
            : zone.Equals("Local", StringComparison.OrdinalIgnoreCase)
                ? "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
            : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? null
            : $"unknown time zone {zone}";
    }
}

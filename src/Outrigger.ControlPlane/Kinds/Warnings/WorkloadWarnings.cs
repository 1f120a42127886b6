using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>What makes pods from a template: the template's own warnings, and a name that the pods cannot have as theirs.</summary>
internal static class WorkloadWarnings
{
    private const int ManyCompletions = 100_000;
    private const int ManyAtOnce = 10_000;

    private const string ManyText =
        "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, "
        + "Kubernetes might not be able to track completedIndexes when a big number of indexes fail";

    /// <summary>The name of what makes pods that are named after it; of a pod itself.</summary>
    public static IEnumerable<string> OfName(Located obj, string use)
    {
        var faults = Formats.Dns1123Label(obj["metadata"].Text("name"));
        return faults.Count == 0 ? []
            : [$"metadata.name: this is used in {use}, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', faults)}]"];
    }

    /// <summary>A job's spec.</summary>
    public static IEnumerable<string> OfJob(Located spec)
    {
        var isLarge = spec.Text("completionMode") is "Indexed" && spec.Number("completions") > ManyCompletions && spec.Number("parallelism") > ManyAtOnce;
        return (isLarge ? new[] { $"{spec.Path}: {ManyText}" } : []).Concat(PodWarnings.Of(spec["template"]));
    }

    /// <summary>The claims that each pod of a StatefulSet gets, and how many of its revisions stay.</summary>
    /// <param name="spec">The set's.</param>
    /// <param name="ofClaim">What stands between a template's path and its fields: another for an update, in Kubernetes.</param>
    public static IEnumerable<string> OfStatefulSet(Located spec, string ofClaim)
    {
        var claims = spec["volumeClaimTemplates"].Items().SelectMany(c => AmountWarnings.OfClaimSpec(new(c["spec"].Node, c.Path + ofClaim)));
        return spec.Number("revisionHistoryLimit") < 0
            ? claims.Append("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended")
            : claims;
    }

    /// <summary>A schedule with its time zone in it, which only an older CronJob has.</summary>
    public static IEnumerable<string> OfSchedule(Located spec) => spec.Text("schedule").Contains("TZ", StringComparison.Ordinal)
        ? ["cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"]
        : [];
}

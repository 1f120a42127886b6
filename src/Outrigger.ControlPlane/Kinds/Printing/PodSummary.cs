using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>What the container statuses of a pod come to.</summary>
/// <param name="Ready">Containers that are ready.</param>
/// <param name="Total">Containers that are to be ready: all but the init containers that end.</param>
/// <param name="Status">One word.</param>
/// <param name="Restarts">How often containers were started again.</param>
/// <param name="LastRestart">When that was the last time, as the pod has it; null for never.</param>
internal sealed record PodSummary(int Ready, long Total, string Status, long Restarts, string? LastRestart)
{
    public static PodSummary Of(JsonObject pod)
    {
        var counts = new Counts();
        var status = Reason(pod);
        var sidecars = Sidecars(pod);
        var total = (JsonNodes.GetArray(pod, "spec", "containers")?.Count ?? 0) + sidecars.Count;
        var initializing = InitContainers(pod, sidecars, counts, ref status);
        if (!initializing || Conditions.IsTrue(pod, "Initialized"))
        {
            counts.KeepSidecarsOnly();
            status = MainContainers(pod, counts, status);
        }

        if (JsonNodes.GetString(pod, "metadata", "deletionTimestamp") is not null)
        {
            var ended = JsonNodes.GetString(pod, "status", "phase") is "Succeeded" or "Failed";
            status = JsonNodes.GetString(pod, "status", "reason") is "NodeLost" ? "Unknown" : ended ? status : "Terminating";
        }

        return new(counts.Ready, total, status, counts.Restarts, counts.LastRestart);
    }

    private static string Reason(JsonObject pod)
    {
        if (Conditions.Find(pod, "PodScheduled") is { } scheduled && JsonNodes.GetString(scheduled, "reason") is "SchedulingGated")
        {
            return "SchedulingGated";
        }

        return JsonNodes.GetString(pod, "status", "reason") is { Length: > 0 } reason ? reason : JsonNodes.GetString(pod, "status", "phase") ?? "";
    }

    // Init containers that keep running beside the others.
    private static HashSet<string> Sidecars(JsonObject pod) => JsonNodes.GetArray(pod, "spec", "initContainers")?.OfType<JsonObject>()
        .Where(c => JsonNodes.GetString(c, "restartPolicy") is "Always")
        .Select(c => JsonNodes.GetString(c, "name") ?? "").ToHashSet(StringComparer.Ordinal) ?? [];

    // True when an init container holds the pod up.
    private static bool InitContainers(JsonObject pod, HashSet<string> sidecars, Counts counts, ref string status)
    {
        var all = JsonNodes.GetArray(pod, "status", "initContainerStatuses")?.OfType<JsonObject>().ToList() ?? [];
        for (var i = 0; i < all.Count; i++)
        {
            var container = all[i];
            var isSidecar = sidecars.Contains(JsonNodes.GetString(container, "name") ?? "");
            counts.AddRestarts(container, isSidecar);
            var terminated = JsonNodes.GetObject(container, "state", "terminated");
            if (terminated is not null && (JsonNodes.GetLong(terminated, "exitCode") ?? 0) == 0)
            {
                continue;
            }

            if (isSidecar && JsonNodes.GetBool(container, "started") is true)
            {
                counts.Ready += JsonNodes.GetBool(container, "ready") is true ? 1 : 0;
                continue;
            }

            var waiting = JsonNodes.GetString(container, "state", "waiting", "reason");
            status = terminated is not null ? $"Init:{Ended(terminated)}"
                : waiting is not (null or "" or "PodInitializing") ? $"Init:{waiting}"
                : string.Create(CultureInfo.InvariantCulture, $"Init:{i}/{JsonNodes.GetArray(pod, "spec", "initContainers")?.Count ?? 0}");
            return true;
        }

        return false;
    }

    private static string MainContainers(JsonObject pod, Counts counts, string status)
    {
        var running = false;
        var failure = "";
        foreach (var container in JsonNodes.Objects(pod, "status", "containerStatuses").Reverse())
        {
            counts.AddRestarts(container, sidecar: false);
            var waiting = JsonNodes.GetString(container, "state", "waiting", "reason");
            if (waiting is { Length: > 0 })
            {
                status = waiting;
            }
            else if (JsonNodes.GetObject(container, "state", "terminated") is { } terminated)
            {
                status = Ended(terminated);
                failure = (JsonNodes.GetLong(terminated, "exitCode") ?? 0) != 0 ? status : failure;
            }
            else if (JsonNodes.GetBool(container, "ready") is true && JsonNodes.GetObject(container, "state", "running") is not null)
            {
                running = true;
                counts.Ready++;
            }
        }

        return status is not "Completed" ? status
            : running && Conditions.IsTrue(pod, "Ready") ? "Running"
            : failure.Length > 0 ? failure
            : running ? "NotReady" : status;
    }

    private static string Ended(JsonObject terminated)
    {
        if (JsonNodes.GetString(terminated, "reason") is { Length: > 0 } reason)
        {
            return reason;
        }

        return JsonNodes.GetLong(terminated, "signal") is { } signal and not 0
            ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{JsonNodes.GetLong(terminated, "exitCode") ?? 0}");
    }

    private sealed class Counts
    {
        private long sidecarRestarts;
        private string? lastSidecarRestart;

        public int Ready { get; set; }

        public long Restarts { get; private set; }

        public string? LastRestart { get; private set; }

        public void AddRestarts(JsonObject container, bool sidecar)
        {
            var restarts = JsonNodes.GetLong(container, "restartCount") ?? 0;
            var finished = JsonNodes.GetString(container, "lastState", "terminated", "finishedAt");
            Restarts += restarts;
            LastRestart = Later(LastRestart, finished);
            if (sidecar)
            {
                sidecarRestarts += restarts;
                lastSidecarRestart = Later(lastSidecarRestart, finished);
            }
        }

        public void KeepSidecarsOnly() => (Restarts, LastRestart) = (sidecarRestarts, lastSidecarRestart);

        // Canonical times order as text.
        private static string? Later(string? a, string? b) => string.CompareOrdinal(a, b) >= 0 ? a : b;
    }
}

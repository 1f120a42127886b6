using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Pods;

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>What counts of a pod of the scaled object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Phase">Pending, Running, Succeeded, Failed.</param>
internal sealed record TargetPod(string Name, string Phase)
{
    public bool IsDeleting { get; init; }

    public DateTimeOffset? Started { get; init; }

    /// <summary>The Ready condition's status; null without one.</summary>
    public string? Ready { get; init; }

    /// <summary>When that condition last changed.</summary>
    public DateTimeOffset ReadySince { get; init; }

    /// <summary>With the requests of its containers.</summary>
    public JsonObject Spec { get; init; } = [];

    /// <summary>Whether it runs and is ready.</summary>
    public bool IsServing => Phase is "Running" && Ready is "True";

    public static TargetPod Read(JsonObject pod)
    {
        var meta = MetadataView.Of(pod);
        var ready = PodConditions.Find(pod, "Ready");
        return new TargetPod(meta.Name, JsonNodes.GetString(pod, "status", "phase") ?? "")
        {
            IsDeleting = meta.DeletionTimestamp is not null,
            Started = KubernetesTime.TryParse(JsonNodes.GetString(pod, "status", "startTime"), out var started) ? started : null,
            Ready = ready is null ? null : JsonNodes.GetString(ready, "status") ?? "",
            ReadySince = KubernetesTime.TryParse(JsonNodes.GetString(ready, "lastTransitionTime"), out var since) ? since : default,
            Spec = JsonNodes.GetObject(pod, "spec") ?? [],
        };
    }
}

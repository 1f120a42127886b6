using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>The scale subresource of a target (autoscaling/v1 Scale).</summary>
/// <param name="Path">Of the subresource.</param>
/// <param name="Body">As it was read.</param>
internal sealed record TargetScale(ResourcePath Path, JsonObject Body)
{
    /// <summary>How many are asked for.</summary>
    public int Wanted => (int)(JsonNodes.GetLong(Body, "spec", "replicas") ?? 0);

    /// <summary>How many there are.</summary>
    public int There => (int)(JsonNodes.GetLong(Body, "status", "replicas") ?? 0);

    /// <summary>Chooses the pods; empty when the target has none.</summary>
    public string Selector => JsonNodes.GetString(Body, "status", "selector") ?? "";
}

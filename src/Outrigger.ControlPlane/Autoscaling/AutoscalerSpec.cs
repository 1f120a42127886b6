using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>What a HorizontalPodAutoscaler (autoscaling/v2) asks for.</summary>
internal sealed record AutoscalerSpec(string Namespace, string Name, string Uid)
{
    public required TargetReference Target { get; init; }

    public required ReplicaBounds Bounds { get; init; }

    public required Tolerances Tolerances { get; init; }

    /// <summary>spec.behavior; null without one.</summary>
    public (ScalingRules Up, ScalingRules Down)? Rules { get; init; }

    /// <summary>spec.metrics.</summary>
    public IReadOnlyList<JsonObject> Metrics { get; init; } = [];

    public static AutoscalerSpec Read(JsonObject hpa, AutoscalerOptions options)
    {
        var meta = MetadataView.Of(hpa);
        var spec = JsonNodes.GetObject(hpa, "spec");
        var up = JsonNodes.GetObject(spec, "behavior", "scaleUp");
        var down = JsonNodes.GetObject(spec, "behavior", "scaleDown");
        return new AutoscalerSpec(meta.Namespace, meta.Name, meta.Uid)
        {
            Target = new TargetReference(
                JsonNodes.GetString(spec, "scaleTargetRef", "apiVersion") ?? "",
                JsonNodes.GetString(spec, "scaleTargetRef", "kind") ?? "",
                JsonNodes.GetString(spec, "scaleTargetRef", "name") ?? ""),
            Bounds = new ReplicaBounds(Number(spec, "minReplicas", 1), Number(spec, "maxReplicas", 1)),
            Tolerances = new Tolerances(ReadTolerance(down, options), ReadTolerance(up, options)),
            Rules = JsonNodes.GetObject(spec, "behavior") is null ? null : (ReadRules(up, TimeSpan.Zero), ReadRules(down, options.DownscaleStabilization)),
            Metrics = [.. JsonNodes.Objects(spec, "metrics")],
        };
    }

    private static ScalingRules ReadRules(JsonObject? rules, TimeSpan window) => new(
        JsonNodes.GetLong(rules, "stabilizationWindowSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : window,
        JsonNodes.GetString(rules, "selectPolicy") ?? "Max",
        [
            .. JsonNodes.Objects(rules, "policies").Select(p => new ScalingPolicy(
                JsonNodes.GetString(p, "type") is "Percent",
                Number(p, "value", 0),
                TimeSpan.FromSeconds(Number(p, "periodSeconds", 0)))),
        ]);

    // KEP-4951: each direction may have a tolerance of its own.
    private static double ReadTolerance(JsonObject? rules, AutoscalerOptions options) =>
        rules?["tolerance"] is { } node && Quantity.TryParse(JsonNodes.AsString(node) ?? node.ToJsonString(), out var own, out _)
            ? own.ToDouble()
            : options.Tolerance;

    private static int Number(JsonObject? holder, string name, int otherwise) => (int)(JsonNodes.GetLong(holder, name) ?? otherwise);
}

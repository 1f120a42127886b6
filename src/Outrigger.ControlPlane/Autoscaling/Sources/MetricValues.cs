using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Quantities of metrics.</summary>
internal static class MetricValues
{
    /// <summary>In thousandths; null when there is none.</summary>
    public static long? Milli(JsonObject? holder, params ReadOnlySpan<string> path) =>
        JsonNodes.Get(holder, path) is { } node && Quantity.TryParse(JsonNodes.AsString(node) ?? node.ToJsonString(), out var quantity, out _)
            ? quantity.MilliValue()
            : null;
}

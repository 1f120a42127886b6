using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>What one metric says.</summary>
/// <param name="Replicas">How many it wants.</param>
/// <param name="Metric">What it is called in conditions and events.</param>
/// <param name="Status">Its entry of status.currentMetrics.</param>
internal sealed record MetricReading(int Replicas, string Metric, JsonObject Status);

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.MetricsServer.Api;

/// <summary>What the containers of a pod use together.</summary>
internal sealed class PodMetricsPrinter : IRowPrinter
{
    public GroupKind Kind { get; } = new(MetricsKinds.Group, "PodMetrics");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(Sum(obj, "cpu")).Add(Sum(obj, "memory"));

    private static string Sum(JsonObject pod, string resource)
    {
        var sum = default(Quantity);
        foreach (var container in JsonNodes.Objects(pod, "containers"))
        {
            if (JsonNodes.GetString(container, "usage", resource) is { } text && Quantity.TryParse(text, out var used, out _))
            {
                sum += used;
            }
        }

        return sum.ToString();
    }
}

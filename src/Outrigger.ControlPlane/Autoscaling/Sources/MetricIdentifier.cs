using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Autoscaling.Calculation;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Which metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Selector">Further labels of it, as an object; null for none.</param>
internal sealed record MetricIdentifier(string Name, JsonObject? Selector)
{
    public static MetricIdentifier Read(JsonObject? source) =>
        new(JsonNodes.GetString(source, "metric", "name") ?? "", JsonNodes.GetObject(source, "metric", "selector"));

    /// <summary>The labels as the text of a query parameter; empty for none.</summary>
    public string SelectorText()
    {
        try
        {
            return Selector is null ? "" : LabelSelector.FromLabelSelectorObject(Selector).ToString();
        }
        catch (StatusException e)
        {
            throw new ReplicaException(e.Message);
        }
    }

    public JsonObject ToTree()
    {
        var tree = new JsonObject { ["name"] = Name };
        if (Selector is not null)
        {
            tree["selector"] = Selector.DeepClone();
        }

        return tree;
    }
}

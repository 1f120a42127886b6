using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>The nodes that were given a name, and copies of them, bounded in all.</summary>
internal sealed class YamlAnchors
{
    // As much as a request may have; a node counts for its text and about what it takes to write it.
    private const long Limit = 3 * 1024 * 1024;
    private const int NodeCost = 32;

    // A name takes the parser ten times as long as a node; nobody gives thousands of them.
    private const int NameCost = 10 * NodeCost;

    private readonly Dictionary<string, (JsonNode? Node, long Cost, int Depth)> anchors = new(StringComparer.Ordinal);
    private long expanded;

    // The node is copied here: the original may still lose parts when it is merged elsewhere. A node costs its size once more.
    public void Define(string name, JsonNode? node)
    {
        var cost = Cost(node);
        Spend(cost + NameCost);
        anchors[name] = (node?.DeepClone(), cost, JsonDepth.Of(node));
    }

    /// <summary>A copy of the node of a name, for a place that is <paramref name="depth"/> levels deep.</summary>
    public JsonNode? Expand(string name, int depth)
    {
        if (!anchors.TryGetValue(name, out var anchor))
        {
            throw new ObjectReadException($"yaml: unknown anchor '{name}' referenced");
        }

        if (depth + anchor.Depth > ObjectReader.MaxDepth)
        {
            throw ObjectReader.TooDeep();
        }

        Spend(anchor.Cost);
        return anchor.Node?.DeepClone();
    }

    private static long Cost(JsonNode? node) => node switch
    {
        JsonObject map => NodeCost + map.Sum(p => p.Key.Length + Cost(p.Value)),
        JsonArray list => NodeCost + list.Sum(Cost),
        _ => NodeCost + (JsonNodes.AsString(node)?.Length ?? 0),
    };

    private void Spend(long cost)
    {
        expanded += cost;
        if (expanded > Limit)
        {
            throw new ObjectReadException("yaml: document contains excessive aliasing");
        }
    }
}

using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>How deep a tree is nested: 0 for a scalar, 1 for an empty object.</summary>
internal static class JsonDepth
{
    public static int Of(JsonNode? node)
    {
        long nodes = 0;
        return Of(node, ref nodes);
    }

    /// <summary>As <see cref="Of(JsonNode?)"/>; adds the number of nodes that were looked at.</summary>
    public static int Of(JsonNode? node, ref long nodes)
    {
        nodes++;
        var deepest = 0;
        switch (node)
        {
            case JsonObject map:
                for (var i = 0; i < map.Count; i++)
                {
                    deepest = Math.Max(deepest, Of(map.GetAt(i).Value, ref nodes));
                }

                return deepest + 1;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    deepest = Math.Max(deepest, Of(list[i], ref nodes));
                }

                return deepest + 1;
            default:
                return 0;
        }
    }
}

using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>How deep a tree is nested: 0 for a scalar, 1 for an empty object.</summary>
internal static class JsonDepth
{
    public static int Of(JsonNode? node)
    {
        var deepest = 0;
        switch (node)
        {
            case JsonObject map:
                for (var i = 0; i < map.Count; i++)
                {
                    deepest = Math.Max(deepest, Of(map.GetAt(i).Value));
                }

                return deepest + 1;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    deepest = Math.Max(deepest, Of(list[i]));
                }

                return deepest + 1;
            default:
                return 0;
        }
    }
}

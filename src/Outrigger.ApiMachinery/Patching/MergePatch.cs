using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>A JSON merge patch (RFC 7386): null takes out, objects merge, everything else replaces.</summary>
public static class MergePatch
{
    /// <summary>
    /// Merges a patch into <paramref name="current"/>, which is changed in place and returned. The patch is copied from and can be
    /// used again.
    /// </summary>
    public static JsonObject Apply(JsonObject current, JsonObject patch)
    {
        for (var i = 0; i < patch.Count; i++)
        {
            var (key, value) = patch.GetAt(i);
            if (value is null)
            {
                JsonMembers.Remove(current, key);
            }
            else if (value is JsonObject changes && current.TryGetPropertyValue(key, out var there) && there is JsonObject map)
            {
                Apply(map, changes);
            }
            else
            {
                // An array that replaces an object keeps its nulls; everywhere else nulls of a new value are no values (json-patch.v4).
                var keepNulls = value is JsonArray && current.TryGetPropertyValue(key, out there) && there is JsonObject;
                current[key] = keepNulls ? value.DeepClone() : WithoutNulls(value);
            }
        }

        return current;
    }

    private static JsonNode? WithoutNulls(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                var kept = new JsonObject();
                for (var i = 0; i < map.Count; i++)
                {
                    var (key, item) = map.GetAt(i);
                    if (item is not null)
                    {
                        kept.Add(key, WithoutNulls(item));
                    }
                }

                return kept;
            case JsonArray list:
                return new JsonArray([.. list.Select(WithoutNulls)]);
            default:
                return value?.DeepClone();
        }
    }
}

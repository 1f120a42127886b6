using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>Fills in what an object does not have.</summary>
internal static class Missing
{
    /// <summary>Sets a field that is missing, null or an empty text.</summary>
    public static void Set(JsonObject obj, string name, JsonNode value)
    {
        if (obj[name] is null || JsonNodes.AsString(obj[name]) is "")
        {
            obj[name] = value;
        }
    }

    /// <summary>Copies the entries of a map that another has not; makes the map when there is something to copy.</summary>
    public static void Copy(JsonNode? from, JsonObject parent, string name)
    {
        if (from is not JsonObject { Count: > 0 } source)
        {
            return;
        }

        var target = JsonNodes.Ensure(parent, name);
        var added = false;
        foreach (var (key, value) in source)
        {
            added |= target.TryAdd(key, value?.DeepClone());
        }

        if (added)
        {
            JsonNodes.SortKeys(target);
        }
    }
}

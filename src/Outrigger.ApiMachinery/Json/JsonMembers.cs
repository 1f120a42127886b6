using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Json;

/// <summary>
/// Takes members out of objects that a client made as large as it liked. <see cref="JsonObject"/> itself moves up all members behind
/// the one that goes, so that taking out many takes quadratic time; here the last member fills the gap of a large object.
/// </summary>
public static class JsonMembers
{
    // Objects of people's making keep their order.
    private const int Large = 256;

    /// <summary>Takes a member out; false when it is not there.</summary>
    public static bool Remove(JsonObject map, string key) => Remove(map, key, out _);

    /// <summary>Takes a member out, so that its value can be put elsewhere; false when it is not there.</summary>
    public static bool Remove(JsonObject map, string key, out JsonNode? value)
    {
        if (map.Count < Large)
        {
            return map.Remove(key, out value);
        }

        var place = map.IndexOf(key);
        if (place < 0)
        {
            value = null;
            return false;
        }

        value = map.GetAt(place).Value;
        var last = map.GetAt(map.Count - 1);
        map.RemoveAt(map.Count - 1);
        if (place < map.Count)
        {
            map.SetAt(place, last.Key, last.Value);
        }

        return true;
    }
}

using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>
/// Orders a merged list: the patch's items as the patch has them, the server's own items in their old order, the latter put in before
/// the first of the former that they stood before.
/// </summary>
internal static class ListOrder
{
    public static List<JsonNode?> Arrange(
        List<JsonNode?> merged, Dictionary<string, int> patchOrder, Dictionary<string, int> serverOrder, string mergeKey)
    {
        var patched = new List<Place>();
        var own = new List<Place>();
        foreach (var item in merged)
        {
            var key = ItemKeys.Required(item, mergeKey);
            var server = serverOrder.GetValueOrDefault(key, -1);
            if (patchOrder.TryGetValue(key, out var place))
            {
                patched.Add(new Place(item, place, server));
            }
            else
            {
                own.Add(new Place(item, server, server));
            }
        }

        return Weave([.. own.OrderBy(p => p.Order)], [.. patched.OrderBy(p => p.Order)]);
    }

    private static List<JsonNode?> Weave(List<Place> own, List<Place> patched)
    {
        var result = new List<JsonNode?>(own.Count + patched.Count);
        var next = 0;
        foreach (var place in patched)
        {
            while (next < own.Count && own[next].Server >= 0 && place.Server >= 0 && own[next].Server < place.Server)
            {
                result.Add(own[next++].Item);
            }

            result.Add(place.Item);
        }

        result.AddRange(own.Skip(next).Select(p => p.Item));
        return result;
    }

    private sealed record Place(JsonNode? Item, int Order, int Server);
}

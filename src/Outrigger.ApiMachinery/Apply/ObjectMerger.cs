using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Lays an applied configuration over the live object (structured-merge-diff Merge): nothing is removed, the configuration's leaves
/// win, items of lists that merge stand in the configuration's order where it has a say.
/// </summary>
internal static class ObjectMerger
{
    /// <summary>Makes a new tree. Throws <see cref="MergeException"/> when items of a list cannot be told apart.</summary>
    public static JsonObject Merge(JsonObject live, JsonObject config, MergeType type) => (JsonObject)Both(live, config, type)!;

    private static JsonNode? Both(JsonNode? live, JsonNode? config, MergeType type)
    {
        var shape = MergeType.First(type.Resolve(config));
        if (!type.IsAtomic(shape))
        {
            if (shape == Shapes.Map)
            {
                var (x, y) = (live as JsonObject, config as JsonObject);
                if (x is { Count: > 0 } || y is { Count: > 0 })
                {
                    return Fields(x, y, type);
                }
            }
            else if (live is JsonArray { Count: > 0 } || config is JsonArray { Count: > 0 })
            {
                return Items(live as JsonArray, config as JsonArray, type);
            }
        }

        return config?.DeepClone();
    }

    private static JsonObject Fields(JsonObject? live, JsonObject? config, MergeType type)
    {
        var result = new JsonObject();
        for (var i = 0; i < (live?.Count ?? 0); i++)
        {
            var (name, value) = live!.GetAt(i);
            if (config is not null && config.TryGetPropertyValue(name, out var wanted))
            {
                result.Add(name, Both(value, wanted, type.Child(name, out _) ?? MergeType.Free));
            }
            else
            {
                result.Add(name, value?.DeepClone());
            }
        }

        for (var i = 0; i < (config?.Count ?? 0); i++)
        {
            var (name, value) = config!.GetAt(i);
            result.TryAdd(name, live is null || !live.ContainsKey(name) ? value?.DeepClone() : null);
        }

        return result;
    }

    private static JsonArray Items(JsonArray? live, JsonArray? config, MergeType type)
    {
        var x = ItemIndex.Of(live, type);
        var y = ItemIndex.Of(config, type);
        var item = type.Item();
        var result = new JsonArray();
        foreach (var (at, wanted) in ItemOrder.Of(x, y))
        {
            if (wanted < 0)
            {
                result.Add(live![at]?.DeepClone());
            }
            else
            {
                // Live items that cannot be told apart are not merged with; the configuration's takes their place.
                var place = x.Find(y.Elements[wanted]);
                var single = place >= 0 && x.RunAt(place) == 1;
                result.Add(single
                    ? Both(live![x.Sorted[place].At], config![wanted], item)
                    : config![wanted]?.DeepClone());
            }
        }

        return result;
    }
}

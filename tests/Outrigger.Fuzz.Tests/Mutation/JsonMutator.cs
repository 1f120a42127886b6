using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outrigger.Fuzz.Tests.Mutation;

/// <summary>Changes the tree of a JSON document, so that what comes out is JSON and gets past the reader.</summary>
internal static class JsonMutator
{
    private const int DeepNesting = 700;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2000 };

    /// <summary>Null when the bytes are no JSON.</summary>
    public static byte[]? Mutate(Random random, byte[] bytes)
    {
        try
        {
            var root = JsonNode.Parse(bytes);
            for (var i = 1 + random.Next(3); root is not null && i > 0; i--)
            {
                root = Once(random, root);
            }

            return root is null ? null : JsonSerializer.SerializeToUtf8Bytes(root, Plain);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, a member that is there twice, broken UTF-8.
            return null;
        }
    }

    private static JsonNode Once(Random random, JsonNode root)
    {
        var owners = new List<JsonNode>();
        Collect(root, owners);
        var owner = ByteMutator.Pick(random, owners);
        switch (owner)
        {
            case JsonObject map:
                Change(random, map, owners);
                break;
            case JsonArray list:
                Change(random, list, owners);
                break;
        }

        return random.Next(200) == 0 ? Value(random, owners) ?? root : root;
    }

    private static void Change(Random random, JsonObject map, List<JsonNode> all)
    {
        if (map.Count == 0 || random.Next(5) == 0)
        {
            map[ByteMutator.Pick(random, Words.Keys)] = Value(random, all);
            return;
        }

        var key = map.ElementAt(random.Next(map.Count)).Key;
        switch (random.Next(4))
        {
            case 0:
                map.Remove(key);
                break;
            case 1:
                var value = map[key]?.DeepClone();
                map.Remove(key);
                map[ByteMutator.Pick(random, Words.Keys)] = value;
                break;
            default:
                map[key] = Value(random, all);
                break;
        }
    }

    private static void Change(Random random, JsonArray list, List<JsonNode> all)
    {
        var at = random.Next(list.Count + 1);
        switch (random.Next(3))
        {
            case 0 when at < list.Count:
                list.RemoveAt(at);
                break;
            case 1 when at < list.Count:
                list.Add(list[at]?.DeepClone());
                break;
            default:
                list.Insert(at, Value(random, all));
                break;
        }
    }

    private static JsonNode? Value(Random random, List<JsonNode> all)
    {
        switch (random.Next(60))
        {
            case 0:
                return Deep(random.Next(DeepNesting));
            case 1:
                return new string('x', random.Next(70_000));
            case 2:
                return new JsonArray([.. Enumerable.Range(0, random.Next(3000)).Select(JsonNode? (i) => i % 7)]);
            case < 10:
                return ByteMutator.Pick(random, all).DeepClone();
            default:
                return JsonNode.Parse(ByteMutator.Pick(random, Words.Values));
        }
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonArray();
        for (var i = 0; i < levels; i++)
        {
            node = i % 2 == 0 ? new JsonObject { ["a"] = node } : new JsonArray(node);
        }

        return node;
    }

    private static void Collect(JsonNode node, List<JsonNode> owners)
    {
        owners.Add(node);
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    if (value is JsonObject or JsonArray)
                    {
                        Collect(value, owners);
                    }
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    if (value is JsonObject or JsonArray)
                    {
                        Collect(value, owners);
                    }
                }

                break;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>JSON without a schema, as expressions see it: nothing is copied.</summary>
public static class JsonValues
{
    /// <summary>The value of a node; whole numbers are int, others double.</summary>
    public static CelValue Of(JsonNode? node) => node switch
    {
        null => CelValue.Null,
        JsonObject map => CelValue.FromMap(new JsonMap(map)),
        JsonArray list => CelValue.FromList(new JsonList(list)),
        _ => Scalar(node),
    };

    private static CelValue Scalar(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => CelValue.FromString(JsonNodes.AsString(node) ?? ""),
        JsonValueKind.True => CelValue.True,
        JsonValueKind.False => CelValue.False,
        JsonValueKind.Number => JsonNodes.AsLong(node) is { } whole ? CelValue.FromInt(whole) : CelValue.FromDouble(JsonNodes.AsDouble(node) ?? 0),
        _ => CelValue.Null,
    };

    private sealed class JsonMap(JsonObject map) : CelMap
    {
        public override int Count => map.Count;

        public override IEnumerable<CelValue> Keys => map.Select(m => CelValue.FromString(m.Key));

        public override bool TryGet(CelValue key, out CelValue value)
        {
            if (key.Kind == CelValueKind.String)
            {
                return TryGet(key.AsString, out value);
            }

            value = CelValue.FromError($"unsupported key type: {key.Kind}");
            return false;
        }

        public override bool TryGet(string name, out CelValue value)
        {
            var isThere = map.TryGetPropertyValue(name, out var node);
            value = isThere ? Of(node) : default;
            return isThere;
        }
    }

    private sealed class JsonList(JsonArray list) : CelList
    {
        public override int Count => list.Count;

        public override CelValue this[int index] => Of(list[index]);
    }
}

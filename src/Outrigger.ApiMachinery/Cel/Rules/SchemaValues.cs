using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>Values that a schema describes, as expressions see them: nothing is copied.</summary>
internal static class SchemaValues
{
    public static CelValue Of(JsonNode? node, Schema schema, bool isWhole) => (schema.Type, node) switch
    {
        (_, null) => CelValue.Null,
        (SchemaType.Object, JsonObject obj) => CelValue.FromMap(new ObjectMap(obj, schema, isWhole)),
        (SchemaType.Map, JsonObject map) when schema.Element is { } element => CelValue.FromMap(new EntryMap(map, element)),
        (SchemaType.List, JsonArray list) when schema.Element is not null => CelValue.FromList(new SchemaList(list, schema)),
        (SchemaType.Number, JsonValue) => CelValue.FromDouble(JsonNodes.AsDouble(node) ?? 0),
        (SchemaType.String or SchemaType.Time or SchemaType.MicroTime or SchemaType.Duration or SchemaType.Bytes, JsonValue) => Text(node, schema),
        _ => JsonValues.Of(node),
    };

    private static CelValue Text(JsonNode node, Schema schema)
    {
        if (JsonNodes.AsString(node) is not { } text)
        {
            return JsonValues.Of(node);
        }

        var type = SchemaTypes.Of(schema, isWhole: false, "");
        switch (type?.Kind)
        {
            case CelKind.Bytes:
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var length)
                    ? CelValue.FromBytes(bytes[..length])
                    : CelValue.FromError("illegal base64 data");
            case CelKind.Duration:
                return CelTimeText.ParseDuration(text) is { } duration ? CelValue.FromDuration(duration) : CelValue.FromError($"Invalid duration {text}");
            case CelKind.Timestamp:
                var whole = schema.Format is "date" ? $"{text}T00:00:00Z" : text;
                return CelTimeText.TryParse(whole, out var time) ? CelValue.FromTimestamp(time) : CelValue.FromError($"Invalid date {text}");
            default:
                return CelValue.FromString(text);
        }
    }

    private sealed class ObjectMap(JsonObject obj, Schema schema, bool isWhole) : CelMap
    {
        public override int Count => obj.Count;

        public override IEnumerable<CelValue> Keys => obj.Select(m => CelValue.FromString(FieldNames.Escape(m.Key) ?? m.Key));

        public override bool TryGet(CelValue key, out CelValue value)
        {
            value = default;
            return key.Kind == CelValueKind.String && TryGet(key.AsString, out value);
        }

        public override bool TryGet(string name, out CelValue value)
        {
            value = default;
            if (FieldNames.Unescape(name) is not { } property || !obj.TryGetPropertyValue(property, out var node))
            {
                return false;
            }

            // What no schema describes can be compared as a part of the whole, nothing else.
            value = WholeObjects.Find(schema, isWhole, property) is { } inner ? Of(node, inner, inner.EmbeddedResource) : JsonValues.Of(node);
            return true;
        }
    }

    private sealed class EntryMap(JsonObject map, Schema element) : CelMap
    {
        public override int Count => map.Count;

        public override IEnumerable<CelValue> Keys => map.Select(m => CelValue.FromString(m.Key));

        public override bool TryGet(CelValue key, out CelValue value)
        {
            value = default;
            return key.Kind == CelValueKind.String && TryGet(key.AsString, out value);
        }

        public override bool TryGet(string name, out CelValue value)
        {
            var isThere = map.TryGetPropertyValue(name, out var node);
            value = isThere ? Of(node, element, element.EmbeddedResource) : default;
            return isThere;
        }
    }
}

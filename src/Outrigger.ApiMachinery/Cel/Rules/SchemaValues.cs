using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>Values that a schema describes, as expressions see them: nothing is copied.</summary>
internal static class SchemaValues
{
    public static CelValue Of(JsonNode? node, Schema schema, bool isWhole, DecodedTexts decoded) => (schema.Type, node) switch
    {
        (_, null) => CelValue.Null,
        (SchemaType.Object, JsonObject obj) => CelValue.FromMap(new ObjectMap(obj, schema, isWhole, decoded)),
        (SchemaType.Map, JsonObject map) when schema.Element is { } element => CelValue.FromMap(new EntryMap(map, element, decoded)),
        (SchemaType.List, JsonArray list) when schema.Element is not null => CelValue.FromList(new SchemaList(list, schema, decoded)),
        (SchemaType.Number, JsonValue) => CelValue.FromDouble(JsonNodes.AsDouble(node) ?? 0),
        (SchemaType.String or SchemaType.Time or SchemaType.MicroTime or SchemaType.Duration or SchemaType.Bytes, JsonValue) => decoded.Of(node, schema),
        _ => JsonValues.Of(node),
    };

    private sealed class ObjectMap(JsonObject obj, Schema schema, bool isWhole, DecodedTexts decoded) : CelMap
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
            value = WholeObjects.Find(schema, isWhole, property) is { } inner ? Of(node, inner, inner.EmbeddedResource, decoded) : JsonValues.Of(node);
            return true;
        }
    }

    private sealed class EntryMap(JsonObject map, Schema element, DecodedTexts decoded) : CelMap
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
            value = isThere ? Of(node, element, element.EmbeddedResource, decoded) : default;
            return isThere;
        }
    }
}

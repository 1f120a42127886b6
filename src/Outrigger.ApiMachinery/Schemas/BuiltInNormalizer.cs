using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// Brings an object of a built-in kind into its canonical form, as decoding and encoding a Go struct does: values are checked
/// for their type, names are matched exactly, unknown fields and nulls are dropped, empty values are dropped unless the field says
/// otherwise, fields stand in the order of the schema, map keys in alphabetical order, times and quantities in one notation.
/// </summary>
public static class BuiltInNormalizer
{
    /// <summary>Changes the object in place; <paramref name="report"/> tells what was dropped and the first type error.</summary>
    public static void Normalize(JsonObject obj, Schema schema, NormalizeReport report) => new Walk(report).Object(obj, schema);

    private readonly struct Walk(NormalizeReport report)
    {
        private readonly FieldTrail trail = new();

        public void Object(JsonObject obj, Schema schema)
        {
            var fields = schema.Fields;
            var values = ArrayPool<JsonNode?>.Shared.Rent(fields.Count);
            Array.Clear(values, 0, fields.Count);
            for (var i = 0; i < obj.Count; i++)
            {
                var (name, value) = obj.GetAt(i);
                var index = schema.IndexOf(name);
                trail.Enter(name);
                if (index < 0)
                {
                    report.AddUnknown(trail);
                }
                else if (value is not null)
                {
                    values[index] = Value(value, fields[index].Schema, schema);
                }

                trail.Leave();
            }

            // Clearing takes the values out of the object, so that they can be put back in order.
            obj.Clear();
            for (var i = 0; i < fields.Count; i++)
            {
                Put(obj, fields[i], values[i]);
            }

            ArrayPool<JsonNode?>.Shared.Return(values, clearArray: true);
        }

        private void Put(JsonObject obj, SchemaField field, JsonNode? value)
        {
            if (field.Inline)
            {
                return;
            }

            if (value is not null && (field.Pointer || !IsDropped(value, field)))
            {
                obj.Add(field.Name, value);
            }
            else if (field.AlwaysWritten)
            {
                obj.Add(field.Name, Zero(field));
            }
        }

        // An empty struct is kept where Go always writes it; an empty list or map is never told from a missing one.
        private static bool IsDropped(JsonNode value, SchemaField field) => value switch
        {
            JsonObject { Count: 0 } => field.Schema.Type != SchemaType.Any && !(field.AlwaysWritten && field.Schema.Type == SchemaType.Object),
            JsonArray { Count: 0 } => field.Schema.Type != SchemaType.Any,
            JsonValue scalar => !field.AlwaysWritten && Scalars.IsZero(scalar, field.Schema.Type),
            _ => false,
        };

        private JsonNode? Zero(SchemaField field)
        {
            var zero = field.Zero?.DeepClone();
            if (zero is JsonObject inner)
            {
                Object(inner, field.Schema);
            }

            return zero;
        }

        private JsonNode? Value(JsonNode value, Schema schema, Schema owner)
        {
            switch (schema.Type)
            {
                case SchemaType.Any:
                    Either(value, schema, owner);
                    return value;
                case SchemaType.Object when value is JsonObject obj:
                    Object(obj, schema);
                    return obj;
                case SchemaType.Map when value is JsonObject map:
                    Map(map, schema.Element!, owner);
                    return map;
                case SchemaType.List when value is JsonArray list:
                    List(list, schema.Element!, owner);
                    return list;
                case SchemaType.Object or SchemaType.Map or SchemaType.List:
                    Mismatch(value, schema, owner);
                    return null;
                default:
                    return Scalar(value, schema, owner);
            }
        }

        // JSONSchemaPropsOr…: what is an object (or a list of them) follows the element schema, the rest is kept.
        private void Either(JsonNode value, Schema schema, Schema owner)
        {
            if (schema.Element is null)
            {
                return;
            }

            if (value is JsonObject obj)
            {
                Object(obj, schema.Element);
            }
            else if (value is JsonArray list && schema.WireShape == WireShape.OrArray)
            {
                List(list, schema.Element, owner);
            }
        }

        private void Map(JsonObject map, Schema element, Schema owner)
        {
            for (var i = 0; i < map.Count; i++)
            {
                var (key, value) = map.GetAt(i);
                trail.EnterKey(key);
                var canonical = value is null ? ZeroOf(element) : Value(value, element, owner);
                trail.Leave();
                if (!ReferenceEquals(canonical, value))
                {
                    map.SetAt(i, canonical);
                }
            }

            JsonNodes.SortKeys(map);
        }

        private void List(JsonArray list, Schema element, Schema owner)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var value = list[i];
                trail.Enter(i);
                var canonical = value is null ? ZeroOf(element) : Value(value, element, owner);
                trail.Leave();
                if (!ReferenceEquals(canonical, value))
                {
                    list[i] = canonical;
                }
            }
        }

        private JsonNode? ZeroOf(Schema element)
        {
            if (element.Type != SchemaType.Object)
            {
                return Scalars.Zero(element.Type);
            }

            var made = new JsonObject();
            Object(made, element);
            return made;
        }

        private JsonNode? Scalar(JsonNode value, Schema schema, Schema owner)
        {
            var canonical = Scalars.Canonical(value, schema, out var error);
            if (error is not null)
            {
                report.Fail(error);
            }
            else if (canonical is null)
            {
                Mismatch(value, schema, owner);
            }

            return canonical;
        }

        private void Mismatch(JsonNode value, Schema schema, Schema owner)
        {
            if (report.TypeError is not null)
            {
                return;
            }

            var what = JsonNodes.TypeName(value);
            if (what is "number" && schema.Type == SchemaType.Integer)
            {
                what = $"number {ObjectWriter.ToText(value)}";
            }

            report.Fail($"json: cannot unmarshal {what} into Go struct field {GoNames.Of(owner)}.{trail.FieldsOnly()} of type {GoNames.Of(schema, owner)}");
        }
    }
}

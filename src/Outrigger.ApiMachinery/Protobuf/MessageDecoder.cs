using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>Turns protobuf into a tree. Unknown fields are passed over; a zero that JSON would not show is left out.</summary>
internal static class MessageDecoder
{
    /// <summary>How deep messages may be nested; real objects need about twenty levels.</summary>
    private const int MaxDepth = 200;

    public static void DecodeObject(ReadOnlySpan<byte> message, Schema schema, JsonObject target, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ObjectReadException($"proto: messages are nested more than {MaxDepth} levels deep");
        }

        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (schema.Find(number) is not { } field)
            {
                reader.Skip(type);
            }
            else if (field.Inline)
            {
                DecodeObject(ReadMessage(ref reader, type, field.Name), field.Schema, target, depth + 1);
            }
            else
            {
                DecodeField(ref reader, type, field, target, depth);
            }
        }
    }

    private static void DecodeField(ref WireReader reader, WireType type, SchemaField field, JsonObject target, int depth)
    {
        var schema = field.Schema;
        var there = target.TryGetPropertyValue(field.Name, out var old) ? old : null;
        switch (schema.Type)
        {
            case SchemaType.List when schema.WireShape == WireShape.Items:
                target[field.Name] = DecodeValue(ref reader, type, schema, field.Name, depth);
                break;
            case SchemaType.List:
                var list = there as JsonArray ?? [];
                AddItems(ref reader, type, schema.Element!, list, field.Name, depth);
                target[field.Name] = there is null ? list : there;
                break;
            case SchemaType.Map:
                var map = there as JsonObject ?? [];
                AddEntry(ReadMessage(ref reader, type, field.Name), schema.Element!, map, field.Name, depth);
                if (there is null)
                {
                    target[field.Name] = map;
                }

                break;
            case SchemaType.Object when there is JsonObject inner:
                DecodeObject(ReadMessage(ref reader, type, field.Name), schema, inner, depth + 1);
                break;
            default:
                Put(target, field, DecodeValue(ref reader, type, schema, field.Name, depth));
                break;
        }
    }

    private static void Put(JsonObject target, SchemaField field, JsonNode? value)
    {
        var shown = field.Pointer || field.AlwaysWritten || value is not JsonValue scalar || !Scalars.IsZero(scalar, field.Schema.Type);
        if (shown && (value is not null || field.AlwaysWritten))
        {
            target[field.Name] = value;
        }
        else
        {
            target.Remove(field.Name);
        }
    }

    // Lists of numbers and truth values may come packed.
    private static void AddItems(ref WireReader reader, WireType type, Schema element, JsonArray list, string name, int depth)
    {
        var scalar = element.Type is SchemaType.Integer or SchemaType.Boolean or SchemaType.Number;
        if (!scalar || type != WireType.Bytes)
        {
            list.Add(DecodeValue(ref reader, type, element, name, depth));
            return;
        }

        var packed = new WireReader(reader.ReadBytes());
        var itemType = element.Type == SchemaType.Number ? WireType.Fixed64 : WireType.Varint;
        while (!packed.AtEnd)
        {
            list.Add(DecodeValue(ref packed, itemType, element, name, depth));
        }
    }

    private static void AddEntry(ReadOnlySpan<byte> message, Schema element, JsonObject map, string name, int depth)
    {
        var reader = new WireReader(message);
        var key = "";
        JsonNode? value = null;
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            switch (number)
            {
                case 1: key = Text(ReadMessage(ref reader, type, name)); break;
                case 2: value = DecodeValue(ref reader, type, element, name, depth); break;
                default: reader.Skip(type); break;
            }
        }

        map[key] = value ?? Empty(element);
    }

    private static JsonNode? Empty(Schema schema) => schema.Type switch
    {
        SchemaType.Object => new JsonObject(),
        SchemaType.List => new JsonArray(),
        SchemaType.Bytes => JsonValue.Create(""),
        _ => Scalars.Zero(schema.Type),
    };

    private static JsonNode? DecodeValue(ref WireReader reader, WireType type, Schema schema, string name, int depth) => schema.Type switch
    {
        SchemaType.Integer => schema.Format is "int32"
            ? JsonValue.Create((long)(int)ReadVarint(ref reader, type, name))
            : JsonValue.Create((long)ReadVarint(ref reader, type, name)),
        SchemaType.Boolean => JsonValue.Create(ReadVarint(ref reader, type, name) != 0),
        SchemaType.Number => type == WireType.Fixed64 ? JsonValue.Create(reader.ReadDouble()) : throw WrongType(type, name),
        SchemaType.String => JsonValue.Create(Text(ReadMessage(ref reader, type, name))),
        SchemaType.Bytes => JsonValue.Create(Convert.ToBase64String(ReadMessage(ref reader, type, name))),
        _ => DecodeMessage(ReadMessage(ref reader, type, name), schema, depth + 1),
    };

    private static JsonNode? DecodeMessage(ReadOnlySpan<byte> message, Schema schema, int depth)
    {
        switch (schema.Type)
        {
            case SchemaType.Object:
                var obj = new JsonObject();
                DecodeObject(message, schema, obj, depth);
                return obj;
            case SchemaType.List:
                return DecodeItems(message, schema.Element!, depth);
            case SchemaType.Time or SchemaType.MicroTime:
                return DecodeTime(message, schema.Type == SchemaType.MicroTime);
            case SchemaType.IntOrString:
                return DecodeIntOrString(message);
            case SchemaType.Duration:
                return JsonValue.Create(GoDuration.Format(new WireParts(message).First));
            case SchemaType.Any when schema.Element is { } element:
                return DecodeEither(message, element, schema.WireShape, depth);
            case SchemaType.Any:
                return DecodeRaw(message, depth);
            default:
                var parts = new WireParts(message);
                return JsonValue.Create(parts.Text is { Length: > 0 } text ? text : "0");
        }
    }

    private static JsonArray DecodeItems(ReadOnlySpan<byte> message, Schema element, int depth)
    {
        var list = new JsonArray();
        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (number == 1)
            {
                list.Add(DecodeValue(ref reader, type, element, "items", depth));
            }
            else
            {
                reader.Skip(type);
            }
        }

        return list;
    }

    // The zero time is an empty message.
    private static JsonValue? DecodeTime(ReadOnlySpan<byte> message, bool micro)
    {
        if (message.IsEmpty)
        {
            return null;
        }

        var parts = new WireParts(message);
        if (parts.First is < -62135596800 or > 253402300799 || parts.Second is < 0 or > 999_999_999)
        {
            throw new ObjectReadException("proto: a time is out of range");
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(parts.First).AddTicks(parts.Second / 100);
        return JsonValue.Create(micro ? KubernetesTime.FormatMicro(time) : KubernetesTime.Format(time));
    }

    private static JsonValue DecodeIntOrString(ReadOnlySpan<byte> message)
    {
        var parts = new WireParts(message);
        return parts.First == 1 ? JsonValue.Create(parts.ThirdText) : JsonValue.Create((long)(int)parts.Second);
    }

    // A message is at most two levels of JSON: itself, and the list or map that it stands in.
    private static JsonNode? DecodeRaw(ReadOnlySpan<byte> message, int depth)
    {
        var reader = new WireReader(message);
        JsonNode? value = null;
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (number == 1 && type == WireType.Bytes)
            {
                var raw = reader.ReadBytes();
                value = raw.IsEmpty ? null : ObjectReader.ReadInner(raw, 2 * depth);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return value;
    }

    private static JsonNode? DecodeEither(ReadOnlySpan<byte> message, Schema element, WireShape shape, int depth)
    {
        var single = shape == WireShape.OrBool ? 2 : 1;
        var reader = new WireReader(message);
        JsonObject? one = null;
        var many = new JsonArray();
        var allowed = false;
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (number == single && type == WireType.Bytes)
            {
                one ??= [];
                DecodeObject(reader.ReadBytes(), element, one, depth + 1);
            }
            else if (number == 1 && type == WireType.Varint)
            {
                allowed = reader.ReadVarint() != 0;
            }
            else if (number == 2 && type == WireType.Bytes)
            {
                var item = reader.ReadBytes();
                many.Add(shape == WireShape.OrStrings ? JsonValue.Create(Text(item)) : DecodeMessage(item, element, depth + 1));
            }
            else
            {
                reader.Skip(type);
            }
        }

        if (one is not null)
        {
            return one;
        }

        return shape == WireShape.OrBool ? JsonValue.Create(allowed) : many.Count > 0 ? many : null;
    }

    private static ulong ReadVarint(ref WireReader reader, WireType type, string name) =>
        type == WireType.Varint ? reader.ReadVarint() : throw WrongType(type, name);

    private static ReadOnlySpan<byte> ReadMessage(ref WireReader reader, WireType type, string name) =>
        type == WireType.Bytes ? reader.ReadBytes() : throw WrongType(type, name);

    private static ObjectReadException WrongType(WireType type, string name) => new($"proto: wrong wireType = {(int)type} for field {name}");

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

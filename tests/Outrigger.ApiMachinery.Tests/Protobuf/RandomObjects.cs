using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Protobuf;

/// <summary>Makes objects that fit a schema, the same for the same seed.</summary>
internal sealed class RandomObjects(int seed)
{
    private const int MaxDepth = 7;

    private static readonly string[] Words = ["", "a", "ä€😀", "with \"quotes\"", "x\u0001y", new('l', 200)];

    private readonly Random random = new(seed);

    public JsonObject Make(Schema schema) => Object(schema, 0);

    private JsonObject Object(Schema schema, int depth)
    {
        var obj = new JsonObject();
        foreach (var field in schema.Fields.Where(f => !f.Inline && random.Next(depth < 2 ? 2 : 3) == 0))
        {
            // The type of an embedded object (StatefulSet's claim templates) does not travel in protobuf.
            var offTheWire = field.ProtobufNumber == 0 && field.Name is "kind" or "apiVersion" && schema.Find("metadata") is not null;
            if (!offTheWire && depth < MaxDepth && Value(field.Schema, depth + 1) is { } value)
            {
                obj[field.Name] = value;
            }
        }

        return obj;
    }

    private JsonNode? Value(Schema schema, int depth) => schema.Type switch
    {
        SchemaType.Object => Object(schema, depth),
        SchemaType.Map => Map(schema.Element!, depth),
        SchemaType.List => List(schema.Element!, depth),
        SchemaType.Any => Any(schema, depth),
        SchemaType.String => Word(),
        SchemaType.Bytes => Convert.ToBase64String(Bytes()),
        SchemaType.Boolean => random.Next(2) == 0,
        SchemaType.Integer => schema.Format is "int32" ? (long)random.Next(int.MinValue, int.MaxValue) : random.NextInt64(long.MinValue, long.MaxValue),
        SchemaType.Number => random.Next(1000) / 8.0,
        SchemaType.IntOrString => random.Next(2) == 0 ? (long)random.Next(-5, 70000) : Word(),
        SchemaType.Quantity => $"{random.Next(1, 1000)}m",
        SchemaType.Time => "2026-01-02T03:04:05Z",
        SchemaType.MicroTime => "2026-01-02T03:04:05.000678Z",
        _ => null,
    };

    private JsonNode Any(Schema schema, int depth) => schema.WireShape switch
    {
        WireShape.OrArray when random.Next(2) == 0 => new JsonArray(Object(schema.Element!, depth), Object(schema.Element!, depth)),
        WireShape.OrStrings when random.Next(2) == 0 => new JsonArray("a", "b"),
        WireShape.OrBool when random.Next(2) == 0 => random.Next(2) == 0,
        WireShape.OrArray or WireShape.OrStrings or WireShape.OrBool => Object(schema.Element!, depth),
        _ => new JsonObject { ["raw"] = new JsonArray(1L, "two", null, 3.5), ["x"] = new JsonObject() },
    };

    private JsonObject Map(Schema element, int depth)
    {
        var map = new JsonObject();
        for (var i = random.Next(3); i > 0; i--)
        {
            map[$"key{i}"] = Value(element, depth);
        }

        return map;
    }

    private JsonArray List(Schema element, int depth)
    {
        var list = new JsonArray();
        for (var i = random.Next(3); i > 0; i--)
        {
            list.Add(Value(element, depth));
        }

        return list;
    }

    private JsonValue Word() => JsonValue.Create(Words[random.Next(Words.Length)]);

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }
}

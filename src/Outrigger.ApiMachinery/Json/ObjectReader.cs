using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ApiMachinery.Json;

/// <summary>
/// Reads JSON into a tree. Of duplicate keys the last wins and the path is reported; whole numbers that fit become <c>long</c>,
/// all others <c>double</c>. Whatever is not JSON is an <see cref="ObjectReadException"/>.
/// </summary>
public static class ObjectReader
{
    /// <summary>How deep a document may be nested; deeper is refused with 400.</summary>
    public const int MaxDepth = 512;

    private static readonly string[] FieldSetPath = ["metadata", "managedFields", "fieldsV1"];

    /// <summary>Reads a document whose root is an object.</summary>
    public static JsonObject Read(ReadOnlySpan<byte> utf8, ReadReport? report = null) => ReadNode(utf8, report) switch
    {
        JsonObject root => root,
        var other => throw new ObjectReadException($"json: cannot unmarshal {JsonNodes.TypeName(other)} into an object"),
    };

    /// <summary>
    /// Reads an object whose field sets (<c>metadata.managedFields[].fieldsV1</c>) another reader takes, as the bytes they are: as trees
    /// of small objects they would cost more than all the rest.
    /// </summary>
    public static JsonObject Read(ReadOnlySpan<byte> utf8, FieldSetSource fieldSets) => ReadNode(utf8, null, fieldSets) as JsonObject
        ?? throw new ObjectReadException("json: not an object");

    /// <summary>Reads any document; null is JSON's null.</summary>
    public static JsonNode? ReadNode(ReadOnlySpan<byte> utf8, ReadReport? report = null) => ReadNode(utf8, report, null);

    /// <summary>What is said of a document that is nested deeper than <see cref="MaxDepth"/>: a 400.</summary>
    public static StatusException TooDeep() => ApiErrors.BadRequest($"exceeded max depth: more than {MaxDepth} levels");

    /// <summary>Reads a document that becomes part of another, <paramref name="depth"/> levels down.</summary>
    internal static JsonNode? ReadInner(ReadOnlySpan<byte> utf8, int depth) => ReadNode(utf8, null, null, depth);

    private static JsonNode? ReadNode(ReadOnlySpan<byte> utf8, ReadReport? report, FieldSetSource? fieldSets, int depth = 0)
    {
        // One level more than allowed, so that the refusal is ours.
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth + 2 });
        var builder = new TreeBuilder(report, fieldSets);
        try
        {
            if (!json.Read())
            {
                throw new ObjectReadException("unexpected end of JSON input");
            }

            var root = fieldSets is null ? builder.Build(ref json, depth) : builder.BuildManaged(ref json, utf8, 0);
            if (json.Read())
            {
                throw new ObjectReadException("invalid content after top-level value");
            }

            return root;
        }
        catch (JsonException e)
        {
            throw new ObjectReadException(Explain(e, utf8), e);
        }
    }

    private static string Explain(JsonException e, ReadOnlySpan<byte> utf8)
    {
        if (utf8.TrimEnd(" \t\r\n"u8).IsEmpty)
        {
            return "unexpected end of JSON input";
        }

        return $"invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
    }

    private readonly struct TreeBuilder(ReadReport? report, FieldSetSource? fieldSets)
    {
        private readonly List<Step>? path = report is null ? null : [];

        public JsonNode? Build(ref Utf8JsonReader json, int depth) => json.TokenType switch
        {
            JsonTokenType.StartObject => BuildObject(ref json, Deeper(depth)),
            JsonTokenType.StartArray => BuildArray(ref json, Deeper(depth)),
            JsonTokenType.String => JsonValue.Create(JsonStrings.Decode(json.ValueSpan, json.ValueIsEscaped)),
            JsonTokenType.Number => Number(ref json),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            _ => null,
        };

        /// <summary>Goes down to the field sets of a stored object, which has no duplicate keys; all beside the way there is built as usual.</summary>
        public JsonNode? BuildManaged(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, int step)
        {
            if (step == FieldSetPath.Length && json.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                return fieldSets!(utf8[start..(int)json.BytesConsumed]);
            }

            if (step == 2 && json.TokenType == JsonTokenType.StartArray)
            {
                var list = new JsonArray();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(BuildManaged(ref json, utf8, step));
                }

                return list;
            }

            if (step == FieldSetPath.Length || json.TokenType != JsonTokenType.StartObject)
            {
                return Build(ref json, step);
            }

            var result = new JsonObject();
            while (json.Read() && json.TokenType != JsonTokenType.EndObject)
            {
                var leads = json.ValueTextEquals(FieldSetPath[step]);
                var name = leads ? FieldSetPath[step] : JsonStrings.Decode(json.ValueSpan, json.ValueIsEscaped);
                json.Read();
                result[name] = leads ? BuildManaged(ref json, utf8, step + 1) : Build(ref json, step + 1);
            }

            return result;
        }

        private JsonObject BuildObject(ref Utf8JsonReader json, int depth)
        {
            var result = new JsonObject();
            while (json.Read() && json.TokenType != JsonTokenType.EndObject)
            {
                var name = JsonStrings.Decode(json.ValueSpan, json.ValueIsEscaped);
                json.Read();
                path?.Add(new Step(name, 0));
                var value = Build(ref json, depth);
                if (!result.TryAdd(name, value))
                {
                    result[name] = value;
                    if (report is { TakesMore: true })
                    {
                        report.AddDuplicate(Describe(path!));
                    }
                }

                path?.RemoveAt(path.Count - 1);
            }

            return result;
        }

        private JsonArray BuildArray(ref Utf8JsonReader json, int depth)
        {
            var result = new JsonArray();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                path?.Add(new Step(null, result.Count));
                result.Add(Build(ref json, depth));
                path?.RemoveAt(path.Count - 1);
            }

            return result;
        }

        private static JsonValue Number(ref Utf8JsonReader json)
        {
            if (json.TryGetInt64(out var whole))
            {
                return JsonValue.Create(whole);
            }

            if (json.TryGetDouble(out var number) && double.IsFinite(number))
            {
                return JsonValue.Create(number);
            }

            throw new ObjectReadException("a number is out of range");
        }

        private static int Deeper(int depth) => depth < MaxDepth ? depth + 1 : throw TooDeep();

        private static string Describe(List<Step> path) =>
            string.Concat(path.Select((step, i) => step.Name is null ? $"[{step.Index}]" : i == 0 ? step.Name : $".{step.Name}"));
    }

    private readonly record struct Step(string? Name, int Index);
}

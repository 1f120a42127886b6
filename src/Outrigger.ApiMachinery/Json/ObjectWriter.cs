using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Json;

/// <summary>Writes JSON trees as UTF-8, numbers as Go writes them.</summary>
public static class ObjectWriter
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 10_000,
    };

    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>Writes without spaces.</summary>
    public static void Write(JsonNode? node, IBufferWriter<byte> output) => Write(node, output, Compact);

    /// <summary>Writes with an indent of two spaces, as Go's MarshalIndent does; no line feed at the end.</summary>
    public static void WriteIndented(JsonNode? node, IBufferWriter<byte> output) => Write(node, output, Indented);

    /// <summary>Writes without spaces into a new array.</summary>
    public static byte[] ToUtf8(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(node, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the compact form as text; for messages.</summary>
    public static string ToText(JsonNode? node) => System.Text.Encoding.UTF8.GetString(ToUtf8(node));

    /// <summary>Writes one value with a writer that the caller has under way.</summary>
    public static void Write(JsonNode? node, Utf8JsonWriter json)
    {
        switch (node)
        {
            case null:
                json.WriteNullValue();
                break;
            case JsonObject map:
                WriteObject(map, json);
                break;
            case JsonArray list:
                json.WriteStartArray();
                for (var i = 0; i < list.Count; i++)
                {
                    Write(list[i], json);
                }

                json.WriteEndArray();
                break;
            default:
                WriteValue((JsonValue)node, json);
                break;
        }
    }

    private static void Write(JsonNode? node, IBufferWriter<byte> output, JsonWriterOptions options)
    {
        using var json = new Utf8JsonWriter(output, options);
        Write(node, json);
        json.Flush();
    }

    private static void WriteObject(JsonObject map, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.GetAt(i);
            json.WritePropertyName(key);
            Write(value, json);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(JsonValue value, Utf8JsonWriter json)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String when value.TryGetValue<string>(out var text):
                json.WriteStringValue(text);
                break;
            case JsonValueKind.Number when value.TryGetValue<long>(out var whole):
                json.WriteNumberValue(whole);
                break;
            case JsonValueKind.Number when value.TryGetValue<double>(out var number):
                json.WriteRawValue(GoNumbers.Format(number), skipInputValidation: true);
                break;
            case JsonValueKind.True:
                json.WriteBooleanValue(true);
                break;
            case JsonValueKind.False:
                json.WriteBooleanValue(false);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

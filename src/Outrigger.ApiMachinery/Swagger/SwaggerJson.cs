using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>Reading and writing of pieces of documents.</summary>
internal static class SwaggerJson
{
    public const string DefinitionPrefix = "#/definitions/";
    public const string ParameterPrefix = "#/parameters/";

    /// <summary>Deeper than any document that a client could use; readers call themselves once a level.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 1024 };

    /// <summary>The bytes that a writer writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, WriterOptions))
        {
            write(json);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>An object with the members of another one, each written anew; empty where there is none.</summary>
    public static void WriteMembers(Utf8JsonWriter json, JsonElement? members, Action<Utf8JsonWriter, JsonElement> write)
    {
        json.WriteStartObject();
        foreach (var member in Members(members))
        {
            json.WritePropertyName(member.Name);
            write(json, member.Value);
        }

        json.WriteEndObject();
    }

    public static string? Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool IsTrue(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.True };

    public static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    public static IEnumerable<JsonProperty> Members(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    public static IEnumerable<JsonElement> Items(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];
}

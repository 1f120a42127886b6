using System.Buffers;
using System.Text.Json;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>An OpenAPI v2 document that is put together from documents of group versions and of other servers.</summary>
public sealed class SwaggerDocument
{
    private readonly SwaggerPart all = new();

    /// <summary>Adds what an OpenAPI v3 document of ours describes.</summary>
    public void AddV3(ReadOnlyMemory<byte> json) => SwaggerMerge.Into(all, SwaggerReader.FromV3(json));

    /// <summary>Adds another server's OpenAPI v2 document.</summary>
    /// <exception cref="ObjectReadException">It is no such document.</exception>
    public void AddV2(ReadOnlyMemory<byte> json) => SwaggerMerge.Into(all, SwaggerReader.FromV2(json));

    /// <summary>Of an OpenAPI v2 document the paths that begin so, and what they use.</summary>
    /// <exception cref="ObjectReadException">It is no such document.</exception>
    public static byte[] Filter(ReadOnlyMemory<byte> json, string pathPrefix)
    {
        var document = new SwaggerDocument();
        SwaggerMerge.Into(document.all, SwaggerFilter.Keep(
            SwaggerReader.FromV2(json), path => path.StartsWith(pathPrefix, StringComparison.Ordinal)));
        return document.ToJson("");
    }

    /// <summary>An OpenAPI v2 document as v3, for servers that have no v3 of their own.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static byte[] ToV3(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, SwaggerJson.Options);
        return SwaggerToV3.Convert(document.RootElement);
    }

    /// <summary>The document as JSON; the same parts give the same bytes.</summary>
    /// <param name="serverVersion">The version that <c>info</c> names.</param>
    public byte[] ToJson(string serverVersion)
    {
        var output = new ArrayBufferWriter<byte>(1024 * 1024);
        using (var json = new Utf8JsonWriter(output, SwaggerJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("swagger"u8, "2.0"u8);
            json.WriteStartObject("info"u8);
            json.WriteString("title"u8, "Kubernetes"u8);
            json.WriteString("version"u8, serverVersion);
            json.WriteEndObject();
            Write(json, "paths"u8, all.Paths);
            Write(json, "definitions"u8, all.Definitions);
            Write(json, "parameters"u8, all.Parameters);
            WriteSecurity(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, SortedDictionary<string, byte[]> pieces)
    {
        json.WriteStartObject(name);
        foreach (var (key, piece) in pieces)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(piece, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void WriteSecurity(Utf8JsonWriter json)
    {
        json.WriteStartObject("securityDefinitions"u8);
        json.WriteStartObject("BearerToken"u8);
        json.WriteString("description"u8, "A token, sent as: Bearer TOKEN"u8);
        json.WriteString("type"u8, "apiKey"u8);
        json.WriteString("name"u8, "authorization"u8);
        json.WriteString("in"u8, "header"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("security"u8);
        json.WriteStartObject();
        json.WriteStartArray("BearerToken"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

using System.Text.Json;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>Reads documents into parts.</summary>
internal static class SwaggerReader
{
    /// <summary>From an OpenAPI v3 document.</summary>
    public static SwaggerPart FromV3(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, SwaggerJson.Options);
        var part = new SwaggerPart();
        var operations = new SwaggerOperations(part.Parameters);
        foreach (var path in SwaggerJson.Members(SwaggerJson.Member(document.RootElement, "paths")))
        {
            part.Paths[path.Name] = SwaggerJson.Write(writer => operations.WritePath(writer, path.Value));
        }

        var components = SwaggerJson.Member(document.RootElement, "components");
        foreach (var schema in components is { } some ? SwaggerJson.Members(SwaggerJson.Member(some, "schemas")) : [])
        {
            part.Definitions[schema.Name] = SwaggerJson.Write(writer => SwaggerSchemas.Write(writer, schema.Value));
        }

        return part;
    }

    /// <summary>From an OpenAPI v2 document.</summary>
    /// <exception cref="ObjectReadException">It is no such document.</exception>
    public static SwaggerPart FromV2(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, SwaggerJson.Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new SwaggerPart
                {
                    Paths = Copy(document.RootElement, "paths"),
                    Definitions = Copy(document.RootElement, "definitions"),
                    Parameters = Copy(document.RootElement, "parameters"),
                }
                : throw new ObjectReadException("an OpenAPI document is a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ObjectReadException(e.Message);
        }
    }

    private static SortedDictionary<string, byte[]> Copy(JsonElement document, string name)
    {
        var copies = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var member in SwaggerJson.Members(SwaggerJson.Member(document, name)).Where(m => m.Value.ValueKind == JsonValueKind.Object))
        {
            copies[member.Name] = SwaggerJson.Write(member.Value.WriteTo);
        }

        return copies;
    }
}

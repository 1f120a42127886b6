using System.Text.Json;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>Turns OpenAPI documents from JSON into protobuf, in which Go clients ask for them. What the messages have no place for is left out.</summary>
public static class OpenApiProtobuf
{
    // deeper than any document that a client could use; the encoder calls itself once a level
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <summary>An OpenAPI v2 document as openapi.v2.Document.</summary>
    /// <exception cref="ObjectReadException">It is no JSON object, or one in which a text is no Unicode.</exception>
    public static byte[] FromV2(ReadOnlyMemory<byte> json) => Encode(json, GnosticV2.Schema);

    /// <summary>An OpenAPI v3 document as openapi.v3.Document.</summary>
    /// <exception cref="ObjectReadException">It is no JSON object, or one in which a text is no Unicode.</exception>
    public static byte[] FromV3(ReadOnlyMemory<byte> json) => Encode(json, GnosticV3.Schema);

    private static byte[] Encode(ReadOnlyMemory<byte> json, GnosticSchema schema)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? GnosticEncoder.Encode(document.RootElement, schema)
                : throw new ObjectReadException("an OpenAPI document is a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ObjectReadException(e.Message);
        }
    }
}

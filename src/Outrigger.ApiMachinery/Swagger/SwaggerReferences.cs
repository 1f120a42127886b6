using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>Finds and changes the references in a piece of a document.</summary>
internal static class SwaggerReferences
{
    /// <summary>Adds every reference to a set.</summary>
    public static void Collect(byte[] piece, ISet<string> found)
    {
        using var document = JsonDocument.Parse(piece, SwaggerJson.Options);
        Collect(document.RootElement, found);
    }

    /// <summary>The piece with other references; itself when none changes.</summary>
    /// <param name="piece">JSON.</param>
    /// <param name="renames">By the old reference the new one.</param>
    public static byte[] Rename(byte[] piece, IReadOnlyDictionary<string, string> renames)
    {
        using var document = JsonDocument.Parse(piece, SwaggerJson.Options);
        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(document.RootElement, found);
        return found.Any(renames.ContainsKey) ? SwaggerJson.Write(json => Copy(json, document.RootElement, renames)) : piece;
    }

    private static void Collect(JsonElement value, ISet<string> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, found);
            }
        }

        foreach (var member in SwaggerJson.Members(value))
        {
            if (member.Name is "$ref" && member.Value.ValueKind == JsonValueKind.String)
            {
                found.Add(member.Value.GetString()!);
            }
            else
            {
                Collect(member.Value, found);
            }
        }
    }

    private static void Copy(Utf8JsonWriter json, JsonElement value, IReadOnlyDictionary<string, string> renames)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    if (member.Name is "$ref" && member.Value.ValueKind == JsonValueKind.String)
                    {
                        var reference = member.Value.GetString()!;
                        json.WriteStringValue(renames.GetValueOrDefault(reference, reference));
                    }
                    else
                    {
                        Copy(json, member.Value, renames);
                    }
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Copy(json, item, renames);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

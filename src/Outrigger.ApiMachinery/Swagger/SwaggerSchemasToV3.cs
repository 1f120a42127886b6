using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>
/// Schemas of OpenAPI v2 as those of v3: the same but for where references lead to, and that a reference has nothing beside it, so that one
/// with a description becomes an allOf of one (kube-openapi, builder3/util).
/// </summary>
internal static class SwaggerSchemasToV3
{
    private const string ComponentPrefix = "#/components/schemas/";

    public static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        var isAlone = schema.EnumerateObject().Count() == 1;
        foreach (var member in schema.EnumerateObject())
        {
            if (member.Name is "$ref" && member.Value.ValueKind == JsonValueKind.String)
            {
                WriteReference(json, member.Value.GetString()!, isAlone);
                continue;
            }

            json.WritePropertyName(member.Name);
            switch (member.Name)
            {
                case "properties":
                    SwaggerJson.WriteMembers(json, member.Value, Write);
                    break;
                case "items" or "allOf" or "anyOf" or "oneOf" when member.Value.ValueKind == JsonValueKind.Array:
                    WriteList(json, member.Value);
                    break;
                case "items" or "additionalProperties" or "additionalItems" or "not":
                    Write(json, member.Value);
                    break;
                default:
                    member.Value.WriteTo(json);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string reference, bool isAlone)
    {
        var target = reference.StartsWith(SwaggerJson.DefinitionPrefix, StringComparison.Ordinal)
            ? ComponentPrefix + reference[SwaggerJson.DefinitionPrefix.Length..]
            : reference;
        if (isAlone)
        {
            json.WriteString("$ref"u8, target);
            return;
        }

        json.WriteStartArray("allOf"u8);
        json.WriteStartObject();
        json.WriteString("$ref"u8, target);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, JsonElement list)
    {
        json.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }
}

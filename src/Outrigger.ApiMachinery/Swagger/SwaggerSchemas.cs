using System.Text.Json;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>
/// Turns schemas of OpenAPI v3 into those of v2, which has no null and no alternatives. What kubectl's reader of v2 stumbles over goes too,
/// as Kubernetes drops it (apiextensions-apiserver, controller/openapi/v2).
/// </summary>
internal static class SwaggerSchemas
{
    private const string ComponentPrefix = "#/components/schemas/";

    public static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        json.WriteStartObject();
        if (ReferenceOf(schema) is { } reference)
        {
            WriteReference(json, schema, reference);
        }
        else
        {
            WriteMembers(json, schema);
        }

        json.WriteEndObject();
    }

    // A reference with a description of its own is an allOf of one in v3.
    private static string? ReferenceOf(JsonElement schema) =>
        SwaggerJson.Text(schema, "$ref") ??
        (SwaggerJson.Member(schema, "type") is null && SwaggerJson.Items(SwaggerJson.Member(schema, "allOf")).ToList() is [var only]
            ? SwaggerJson.Text(only, "$ref")
            : null);

    private static void WriteReference(Utf8JsonWriter json, JsonElement schema, string reference)
    {
        if (SwaggerJson.Text(schema, "description") is { } description)
        {
            json.WriteString("description"u8, description);
        }

        var name = reference.StartsWith(ComponentPrefix, StringComparison.Ordinal) ? reference[ComponentPrefix.Length..] : reference;
        json.WriteString("$ref"u8, SwaggerJson.DefinitionPrefix + name);
        foreach (var member in SwaggerJson.Members(schema).Where(m => m.Name.StartsWith("x-", StringComparison.Ordinal)))
        {
            member.WriteTo(json);
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, JsonElement schema)
    {
        var untyped = SwaggerJson.IsTrue(schema, "nullable");
        var open = SwaggerJson.IsTrue(schema, "x-kubernetes-preserve-unknown-fields");
        var type = SwaggerJson.Text(schema, "type") ?? (IsScalarChoice(schema) ? "string" : null);
        if (untyped || (open && type is "object") || (type is "array" && (open || SwaggerJson.Member(schema, "items") is null)))
        {
            type = null;
        }

        if (type is not null)
        {
            json.WriteString("type"u8, type);
        }

        foreach (var member in SwaggerJson.Members(schema))
        {
            switch (member.Name)
            {
                case "items" or "properties" when untyped || open:
                    break;
                case "items":
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                    break;
                case "properties":
                    WriteProperties(json, member.Value);
                    break;
                case "additionalProperties":
                    json.WritePropertyName(member.Name);
                    WriteAdditional(json, member.Value);
                    break;
                case "required":
                    WriteRequired(json, schema, member.Value);
                    break;
                case "title" or "description" or "format" or "pattern" or "enum" or "multipleOf" or "maximum" or "exclusiveMaximum" or "minimum"
                    or "exclusiveMinimum" or "maxLength" or "minLength" or "maxItems" or "minItems" or "uniqueItems" or "maxProperties"
                    or "minProperties" or "readOnly" or "externalDocs" or "example":
                    member.WriteTo(json);
                    break;
                case var name when name.StartsWith("x-", StringComparison.Ordinal):
                    member.WriteTo(json);
                    break;
            }
        }
    }

    // A quantity, or a number or text: on the wire of v2 both are texts.
    private static bool IsScalarChoice(JsonElement schema) =>
        !SwaggerJson.IsTrue(schema, "x-kubernetes-int-or-string") &&
        SwaggerJson.Items(SwaggerJson.Member(schema, "oneOf")).Any(each => SwaggerJson.Text(each, "type") is "string");

    private static void WriteProperties(Utf8JsonWriter json, JsonElement properties)
    {
        json.WriteStartObject("properties"u8);
        foreach (var property in SwaggerJson.Members(properties))
        {
            json.WritePropertyName(property.Name);
            Write(json, property.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteAdditional(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            Write(json, value);
        }
        else
        {
            value.WriteTo(json);
        }
    }

    // A property that may be null cannot be asked for in v2.
    private static void WriteRequired(Utf8JsonWriter json, JsonElement schema, JsonElement required)
    {
        var properties = SwaggerJson.Member(schema, "properties");
        var names = SwaggerJson.Items(required).Select(n => n.GetString() ?? "")
            .Where(name => properties is not { } all || SwaggerJson.Member(all, name) is not { } property || !SwaggerJson.IsTrue(property, "nullable"))
            .ToList();
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray("required"u8);
        names.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }
}

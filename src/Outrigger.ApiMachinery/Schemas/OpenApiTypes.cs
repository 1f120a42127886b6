using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>OpenAPI's names for the types of schemas and values.</summary>
internal static class OpenApiTypes
{
    /// <summary>What a schema allows; null for anything.</summary>
    public static string? Of(Schema schema) => schema.Type switch
    {
        SchemaType.Object or SchemaType.Map => "object",
        SchemaType.List => "array",
        SchemaType.Integer => "integer",
        SchemaType.Number => "number",
        SchemaType.Boolean => "boolean",
        SchemaType.IntOrString => "integer,string",
        SchemaType.Quantity => "string",
        SchemaType.Any => null,
        _ => "string",
    };

    /// <summary>What a value is; a number without a fraction counts as an integer when it is stored as one.</summary>
    public static string Of(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => JsonNodes.IsInteger(value) ? "integer" : "number",
        _ => "null",
    };

    /// <summary>Whether a value of a type fits a schema type: 2.0 is an integer, an integer is a number.</summary>
    public static bool Fits(JsonNode? value, string actual, SchemaType type) => type switch
    {
        SchemaType.Any => true,
        SchemaType.Object or SchemaType.Map => actual is "object",
        SchemaType.List => actual is "array",
        SchemaType.Integer => actual is "integer" || (actual is "number" && JsonNodes.AsDouble(value) is { } number && Math.Floor(number) == number),
        SchemaType.Number => actual is "integer" or "number",
        SchemaType.Boolean => actual is "boolean",
        SchemaType.IntOrString => actual is "integer" or "string",
        SchemaType.Quantity => actual is "integer" or "number" or "string",
        _ => actual is "string",
    };

    /// <summary>The format that a type implies.</summary>
    public static string? FormatOf(SchemaType type) => type switch
    {
        SchemaType.Time or SchemaType.MicroTime => "date-time",
        SchemaType.Bytes => "byte",
        _ => null,
    };
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

/// <summary>A custom kind with a bit of everything.</summary>
internal static class ShopSchema
{
    private static readonly Schema Text = new() { Type = SchemaType.String };
    private static readonly Schema Integer = new() { Type = SchemaType.Integer };

    public static Schema Make() => Object(
        Field("spec", Object(
            Field("count", With(new() { Minimum = 0, Maximum = 10 }, SchemaType.Integer, "int32"), fallback: 1),
            Field("image", With(new() { MinLength = 1, MaxLength = 5 }, SchemaType.String), required: true),
            Field("color", Text, fallback: "blue"),
            Field("code", With(new() { Pattern = new Regex("^a+$", RegexOptions.NonBacktracking) }, SchemaType.String)),
            Field("phase", With(new() { Enum = [JsonValue.Create("On"), JsonValue.Create("Off")] }, SchemaType.String)),
            Field("since", new() { Type = SchemaType.String, Format = "date-time" }),
            Field("maybe", new() { Type = SchemaType.String, Nullable = true }),
            Field("limits", new() { Type = SchemaType.Map, Element = Text }),
            Field("tags", new() { Type = SchemaType.List, Element = Text, ListType = ListType.Set }),
            Field("steps", new() { Type = SchemaType.List, Element = Text, Constraints = new() { MaxItems = 3 } }),
            Field("free", new() { Type = SchemaType.Object, PreserveUnknownFields = true }),
            Field("ports", new()
            {
                Type = SchemaType.List,
                ListType = ListType.Map,
                ListMapKeys = ["name"],
                Element = Object(Field("name", Text, required: true), Field("port", Integer), Field("protocol", Text, fallback: "TCP")),
            })), required: true));

    private static Schema With(SchemaConstraints constraints, SchemaType type, string? format = null) =>
        new() { Type = type, Format = format, Constraints = constraints };

    private static Schema Object(params SchemaField[] fields) => new() { Type = SchemaType.Object, Fields = fields };

    private static SchemaField Field(string name, Schema schema, JsonNode? fallback = null, bool required = false) =>
        new() { Name = name, Schema = schema, Default = fallback, Required = required };
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>The constraints of one level of a CRD's schema.</summary>
internal static class ConstraintReader
{
    private static readonly string[] Names =
    [
        "enum", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "pattern",
        "allOf", "anyOf", "oneOf", "not",
    ];

    private static readonly Func<string, Regex> Compiler = GoPattern.Compile;

    /// <summary>Null when there are none.</summary>
    public static SchemaConstraints? Read(JsonObject props)
    {
        if (!Names.Any(props.ContainsKey))
        {
            return null;
        }

        var pattern = JsonNodes.GetString(props, "pattern");
        return new SchemaConstraints
        {
            Enum = props["enum"] is JsonArray { Count: > 0 } allowed ? [.. allowed.Select(a => a?.DeepClone()!)] : null,
            Minimum = JsonNodes.AsDouble(props["minimum"]),
            ExclusiveMinimum = JsonNodes.GetBool(props, "exclusiveMinimum") == true,
            Maximum = JsonNodes.AsDouble(props["maximum"]),
            ExclusiveMaximum = JsonNodes.GetBool(props, "exclusiveMaximum") == true,
            MultipleOf = JsonNodes.AsDouble(props["multipleOf"]),
            MinLength = Number(props, "minLength"),
            MaxLength = Number(props, "maxLength"),
            MinItems = Number(props, "minItems"),
            MaxItems = Number(props, "maxItems"),
            MinProperties = Number(props, "minProperties"),
            MaxProperties = Number(props, "maxProperties"),
            PatternText = pattern,
            PatternCompiler = pattern is null ? null : Compiler,
            AllOf = JunctorReader.ReadAll(props, "allOf"),
            AnyOf = JunctorReader.ReadAll(props, "anyOf"),
            OneOf = JunctorReader.ReadAll(props, "oneOf"),
            Not = props["not"] is JsonObject not ? JunctorReader.Read(not) : null,
        };
    }

    private static int? Number(JsonObject props, string name) =>
        JsonNodes.GetLong(props, name) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;
}

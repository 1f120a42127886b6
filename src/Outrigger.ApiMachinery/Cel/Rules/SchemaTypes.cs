using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>The types of values that a schema describes (apiserver pkg/cel/common).</summary>
internal static class SchemaTypes
{
    /// <summary>The type; null when rules cannot see such values, because no schema says what they are.</summary>
    /// <param name="schema">What describes them.</param>
    /// <param name="isWhole">Whether they are whole objects, with apiVersion, kind and metadata.</param>
    /// <param name="name">What messages call them.</param>
    public static CelType? Of(Schema schema, bool isWhole, string name) => schema.Type switch
    {
        SchemaType.IntOrString => CelType.Dyn,
        SchemaType.Object => CelType.Struct(name, new Fields(schema, isWhole, name)),
        SchemaType.Map => Element(schema, $"{name}.@elem") is { } value ? CelType.Map(CelType.String, value) : null,
        SchemaType.List => Element(schema, $"{name}.@idx") is { } item ? CelType.List(item) : null,
        SchemaType.String => schema.Format switch
        {
            "byte" => CelType.Bytes,
            "duration" => CelType.Duration,
            "date" or "date-time" => CelType.Timestamp,
            _ => CelType.String,
        },
        SchemaType.Quantity => CelType.String,
        SchemaType.Bytes => CelType.Bytes,
        SchemaType.Integer => CelType.Int,
        SchemaType.Number => CelType.Double,
        SchemaType.Boolean => CelType.Bool,
        SchemaType.Time or SchemaType.MicroTime => CelType.Timestamp,
        SchemaType.Duration => CelType.Duration,
        _ => null,
    };

    private static CelType? Element(Schema schema, string name) =>
        schema.Element is { } element ? Of(element, element.EmbeddedResource, name) : null;

    // Found when they are asked for: types of kinds in C# may be recursive.
    private sealed class Fields(Schema schema, bool isWhole, string name) : ICelFields
    {
        public CelType? Find(string field) =>
            FieldNames.Unescape(field) is { } property && FieldNames.Escape(property) == field
            && WholeObjects.Find(schema, isWhole, property) is { } inner
                ? Of(inner, inner.EmbeddedResource, $"{name}.{field}")
                : null;
    }
}

using System.Text.Json;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes the constraints of a schema.</summary>
internal static class ConstraintWriter
{
    public static void Write(Utf8JsonWriter json, SchemaConstraints? constraints)
    {
        if (constraints is null)
        {
            return;
        }

        if (constraints.Enum is { } allowed)
        {
            json.WriteStartArray("enum"u8);
            foreach (var value in allowed)
            {
                ObjectWriter.Write(value, json);
            }

            json.WriteEndArray();
        }

        Number(json, "minimum"u8, constraints.Minimum);
        Number(json, "maximum"u8, constraints.Maximum);
        Number(json, "multipleOf"u8, constraints.MultipleOf);
        Number(json, "minLength"u8, constraints.MinLength);
        Number(json, "maxLength"u8, constraints.MaxLength);
        Number(json, "minItems"u8, constraints.MinItems);
        Number(json, "maxItems"u8, constraints.MaxItems);
        Number(json, "minProperties"u8, constraints.MinProperties);
        Number(json, "maxProperties"u8, constraints.MaxProperties);
        Flag(json, "exclusiveMinimum"u8, constraints.ExclusiveMinimum);
        Flag(json, "exclusiveMaximum"u8, constraints.ExclusiveMaximum);
        Flag(json, "uniqueItems"u8, constraints.UniqueItems);
        if ((constraints.PatternText ?? constraints.Pattern?.ToString()) is { } pattern)
        {
            json.WriteString("pattern"u8, pattern);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(GoNumbers.Format(number), skipInputValidation: true);
        }
    }

    private static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}

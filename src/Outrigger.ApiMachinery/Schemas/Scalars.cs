using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>The one notation of every scalar type.</summary>
internal static class Scalars
{
    /// <summary>
    /// The value in its canonical notation, the same node when it already has it. Null when the type does not fit; an
    /// <paramref name="error"/> when the type fits but the text does not.
    /// </summary>
    public static JsonNode? Canonical(JsonNode value, Schema schema, out string? error)
    {
        error = null;
        return schema.Type switch
        {
            SchemaType.String => JsonNodes.AsString(value) is null ? null : value,
            SchemaType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value : null,
            SchemaType.Integer => IsInteger(value, schema.Format) ? value : null,
            SchemaType.Number => value.GetValueKind() == JsonValueKind.Number ? value : null,
            SchemaType.IntOrString => JsonNodes.AsString(value) is not null || IsInteger(value, "int32") ? value : null,
            SchemaType.Bytes => Bytes(value, out error),
            SchemaType.Time => Time(value, micro: false, out error),
            SchemaType.MicroTime => Time(value, micro: true, out error),
            SchemaType.Duration => JsonNodes.AsString(value) is null ? null : value,
            SchemaType.Quantity => Amount(value, out error),
            _ => value,
        };
    }

    /// <summary>Whether Go's omitempty leaves the value out.</summary>
    public static bool IsZero(JsonValue value, SchemaType type) => type switch
    {
        SchemaType.String or SchemaType.Bytes => JsonNodes.AsString(value) is "",
        SchemaType.Boolean => value.GetValueKind() == JsonValueKind.False,
        SchemaType.Integer or SchemaType.Number => JsonNodes.AsDouble(value) is 0,
        _ => false,
    };

    /// <summary>What null becomes in a list or map; null where Go keeps null.</summary>
    public static JsonNode? Zero(SchemaType type) => type switch
    {
        SchemaType.String => JsonValue.Create(""),
        SchemaType.Integer or SchemaType.Number or SchemaType.IntOrString => JsonValue.Create(0L),
        SchemaType.Boolean => JsonValue.Create(false),
        SchemaType.Quantity => JsonValue.Create("0"),
        SchemaType.Duration => JsonValue.Create("0s"),
        _ => null,
    };

    private static bool IsInteger(JsonNode value, string? format)
    {
        if (!JsonNodes.IsInteger(value) || JsonNodes.AsLong(value) is not { } number)
        {
            return false;
        }

        return format is not "int32" || number is >= int.MinValue and <= int.MaxValue;
    }

    private static JsonNode? Bytes(JsonNode value, out string? error)
    {
        error = null;
        if (JsonNodes.AsString(value) is not { } text)
        {
            return null;
        }

        if (System.Buffers.Text.Base64.IsValid(text.AsSpan()))
        {
            return text.AsSpan().IndexOfAny(" \t\r\n") < 0 ? value : JsonValue.Create(Convert.ToBase64String(Convert.FromBase64String(text)));
        }

        error = $"illegal base64 data at input byte {FirstBad(text)}";
        return value;
    }

    private static int FirstBad(string text)
    {
        var bad = text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        return bad < 0 ? text.Length - (text.Length % 4) : bad;
    }

    private static JsonNode? Time(JsonNode value, bool micro, out string? error)
    {
        error = null;
        if (JsonNodes.AsString(value) is not { } text)
        {
            return null;
        }

        if (!KubernetesTime.TryParse(text, out var time))
        {
            error = $"parsing time {GoText.Quote(text)} as \"{(micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00")}\": cannot parse {GoText.Quote(text)}";
            return value;
        }

        var canonical = micro ? KubernetesTime.FormatMicro(time) : KubernetesTime.Format(time);
        return string.Equals(canonical, text, StringComparison.Ordinal) ? value : JsonValue.Create(canonical);
    }

    private static JsonNode? Amount(JsonNode value, out string? error)
    {
        error = null;
        var text = value.GetValueKind() == JsonValueKind.Number ? ObjectWriter.ToText(value) : JsonNodes.AsString(value);
        if (text is null)
        {
            return null;
        }

        // As Go, which trims the JSON text: other white space is escaped there.
        if (!Quantity.TryParse(text.Trim(' '), out var quantity, out error))
        {
            return value;
        }

        var canonical = quantity.ToString();
        var same = value.GetValueKind() == JsonValueKind.String && string.Equals(canonical, text, StringComparison.Ordinal);
        return same ? value : JsonValue.Create(canonical);
    }
}

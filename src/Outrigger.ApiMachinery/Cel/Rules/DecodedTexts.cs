using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>
/// What texts of one object mean by their format. Every access makes a value anew, at a cost of 1: a long text is decoded only the first time.
/// </summary>
internal sealed class DecodedTexts
{
    private const int Short = 64;
    private readonly Dictionary<JsonNode, CelValue> known = new(ReferenceEqualityComparer.Instance);

    public CelValue Of(JsonNode node, Schema schema)
    {
        if (JsonNodes.AsString(node) is not { } text)
        {
            return JsonValues.Of(node);
        }

        if (text.Length <= Short)
        {
            return Decode(text, schema);
        }

        if (!known.TryGetValue(node, out var value))
        {
            value = Decode(text, schema);
            known.Add(node, value);
        }

        return value;
    }

    private static CelValue Decode(string text, Schema schema)
    {
        var type = SchemaTypes.Of(schema, isWhole: false, "");
        switch (type?.Kind)
        {
            case CelKind.Bytes:
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var length)
                    ? CelValue.FromBytes(bytes[..length])
                    : CelValue.FromError("illegal base64 data");
            case CelKind.Duration:
                return CelTimeText.ParseDuration(text) is { } duration ? CelValue.FromDuration(duration) : CelValue.FromError($"Invalid duration {text}");
            case CelKind.Timestamp:
                var whole = schema.Format is "date" ? $"{text}T00:00:00Z" : text;
                return CelTimeText.TryParse(whole, out var time) ? CelValue.FromTimestamp(time) : CelValue.FromError($"Invalid date {text}");
            default:
                return CelValue.FromString(text);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>JSON values as Go prints them in messages (<c>%v</c>).</summary>
internal static class GoValues
{
    public const string Map = "map[string]interface {}";
    public const string List = "[]interface {}";

    public static string TypeName(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => Map,
        JsonValueKind.Array => List,
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => JsonNodes.IsInteger(node) ? "int64" : "float64",
        _ => "%!s(<nil>)",
    };

    public static string Print(JsonNode? node) => node switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Print(p.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Print))}]",
        _ => JsonNodes.AsString(node) ?? ObjectWriter.ToText(node),
    };
}

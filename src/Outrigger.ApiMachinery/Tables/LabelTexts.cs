using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>Labels and label selectors as cells show them.</summary>
public static class LabelTexts
{
    /// <summary><c>a=b,c=d</c> in the order of the keys; <c>&lt;none&gt;</c> for no labels.</summary>
    public static string OfMap(JsonNode? map)
    {
        var pairs = JsonNodes.StringMap(map).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}");
        return string.Join(',', pairs) is { Length: > 0 } text ? text : "<none>";
    }

    /// <summary>A LabelSelector: <c>a=b,c in (d,e),!f</c> in the order of the keys; <c>&lt;none&gt;</c> for an empty one.</summary>
    public static string OfSelector(JsonNode? selector)
    {
        var obj = selector as JsonObject;
        var terms = JsonNodes.StringMap(JsonNodes.Get(obj, "matchLabels")).Select(p => (p.Key, Text: $"{p.Key}={p.Value}"));
        var expressions = JsonNodes.GetArray(obj, "matchExpressions")?.OfType<JsonObject>().Select(e => (Key: JsonNodes.GetString(e, "key") ?? "", Text: Term(e)));
        var all = terms.Concat(expressions ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Text);
        return string.Join(',', all) is { Length: > 0 } text ? text : "<none>";
    }

    private static string Term(JsonObject expression)
    {
        var key = JsonNodes.GetString(expression, "key");
        var values = string.Join(',', JsonNodes.StringList(expression["values"]).Order(StringComparer.Ordinal));
        return JsonNodes.GetString(expression, "operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}

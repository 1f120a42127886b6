using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>A value of an object and the path that a message names it by.</summary>
/// <param name="Node">The value; null when it is missing.</param>
/// <param name="Path">Like spec.containers[0]; empty for the whole object.</param>
internal readonly record struct Located(JsonNode? Node, string Path)
{
    /// <summary>Whether the field is set.</summary>
    public bool IsSet => Node is not null;

    /// <summary>A field's value.</summary>
    public Located this[string field] => new((Node as JsonObject)?[field], Path.Length == 0 ? field : $"{Path}.{field}");

    /// <summary>A field of a field, and so on.</summary>
    public Located At(params ReadOnlySpan<string> fields)
    {
        var at = this;
        foreach (var field in fields)
        {
            at = at[field];
        }

        return at;
    }

    /// <summary>The values of a list.</summary>
    public IEnumerable<Located> Items()
    {
        var path = Path;
        return (Node as JsonArray ?? []).Select((item, i) => new Located(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")));
    }

    /// <summary>The entries of a map, each under its key.</summary>
    public IEnumerable<(string Key, Located Value)> Entries()
    {
        var path = Path;
        return (Node as JsonObject ?? []).Select(entry => (entry.Key, new Located(entry.Value, $"{path}[{entry.Key}]")));
    }

    /// <summary>Whether a map has a key.</summary>
    public bool Has(string key) => Node is JsonObject map && map.ContainsKey(key);

    /// <summary>The text; empty when it is missing.</summary>
    public string Text() => JsonNodes.AsString(Node) ?? "";

    /// <summary>A field's text; empty when it is missing.</summary>
    public string Text(string field) => JsonNodes.GetString(Node as JsonObject, field) ?? "";

    /// <summary>A field's number; null when it is missing.</summary>
    public long? Number(string field) => JsonNodes.GetLong(Node as JsonObject, field);
}

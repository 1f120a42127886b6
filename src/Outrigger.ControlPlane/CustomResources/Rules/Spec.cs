using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>Reading parts of a CRD and of its schemas while they are checked.</summary>
internal static class Spec
{
    /// <summary>The text of a field; empty when it is missing.</summary>
    public static string Text(JsonObject? obj, string field) => JsonNodes.GetString(obj, field) ?? "";

    /// <summary>Whether a flag is set.</summary>
    public static bool Is(JsonObject? obj, string field) => JsonNodes.GetBool(obj, field) == true;

    /// <summary>The objects of a list.</summary>
    public static IReadOnlyList<JsonObject> Objects(JsonObject? obj, string field) =>
        JsonNodes.GetArray(obj, field) is { } list ? [.. list.OfType<JsonObject>()] : [];

    /// <summary>The objects of a map, by their names.</summary>
    public static IEnumerable<(string Name, JsonObject Value)> Members(JsonObject? obj, string field)
    {
        foreach (var (name, value) in JsonNodes.GetObject(obj, field) ?? [])
        {
            if (value is JsonObject inner)
            {
                yield return (name, inner);
            }
        }
    }

    /// <summary>A schema and every schema within it; stops at what <paramref name="found"/> accepts.</summary>
    public static bool Any(JsonObject? schema, Func<JsonObject, bool> found) =>
        schema is not null && (found(schema) || Inner(schema).Any(s => Any(s, found)));

    private static IEnumerable<JsonObject> Inner(JsonObject schema) =>
        new[] { "items", "not", "additionalProperties", "additionalItems" }.Select(n => schema[n]).OfType<JsonObject>()
            .Concat(new[] { "allOf", "anyOf", "oneOf" }.SelectMany(n => Objects(schema, n)))
            .Concat(new[] { "properties", "patternProperties", "definitions", "dependencies" }.SelectMany(n => Members(schema, n)).Select(m => m.Value));
}

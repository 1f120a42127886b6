using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>The logic of a CRD's schema: what stands within allOf, anyOf, oneOf and not constrains values of any type.</summary>
internal static class JunctorReader
{
    private static readonly Schema Anything = new() { Type = SchemaType.Any, PreserveUnknownFields = true };

    /// <summary>Whether an anyOf is just the long form of x-kubernetes-int-or-string: an integer or a string.</summary>
    public static bool NamesIntOrString(IReadOnlyList<JsonObject> anyOf) =>
        anyOf.Count == 2 && IsType(anyOf[0], "integer") && IsType(anyOf[1], "string");

    /// <summary>The schemas of allOf, anyOf or oneOf; without the long form of int-or-string, which the type says already.</summary>
    public static IReadOnlyList<Schema> ReadAll(JsonObject props, string name)
    {
        var parts = JsonNodes.GetArray(props, name) is { } list ? list.OfType<JsonObject>().ToList() : [];
        return name is "anyOf" && NamesIntOrString(parts) ? [] : [.. parts.Select(Read)];
    }

    /// <summary>One schema within the logic.</summary>
    public static Schema Read(JsonObject props) => new()
    {
        Type = SchemaType.Any,
        PreserveUnknownFields = true,
        Fields = [.. Fields(props)],
        Element = props["items"] is JsonObject items ? Read(items) : null,
        Constraints = ConstraintReader.Read(props),
    };

    private static IEnumerable<SchemaField> Fields(JsonObject props)
    {
        var required = JsonNodes.StringList(props["required"]).ToHashSet(StringComparer.Ordinal);
        var properties = JsonNodes.GetObject(props, "properties") ?? [];
        foreach (var name in properties.Select(p => p.Key).Union(required, StringComparer.Ordinal))
        {
            yield return new SchemaField
            {
                Name = name,
                Schema = properties[name] is JsonObject inner ? Read(inner) : Anything,
                Required = required.Contains(name),
            };
        }
    }

    private static bool IsType(JsonObject schema, string type) => schema.Count == 1 && JsonNodes.GetString(schema, "type") == type;
}

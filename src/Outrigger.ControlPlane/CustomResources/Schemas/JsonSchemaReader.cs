using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>Turns the openAPIV3Schema of a CRD that was validated into the schema that everything else reads.</summary>
internal static class JsonSchemaReader
{
    private static readonly Schema Text = new() { Type = SchemaType.String };
    private static readonly Schema Anything = new() { Type = SchemaType.Any, PreserveUnknownFields = true };

    /// <summary>The schema of whole objects: apiVersion, kind and metadata are those of every object, whatever the CRD says of them.</summary>
    public static Schema ReadRoot(JsonObject? props, Schema objectMeta)
    {
        var own = props ?? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true };
        return new Schema
        {
            Type = SchemaType.Object,
            Description = JsonNodes.GetString(own, "description"),
            PreserveUnknownFields = JsonNodes.GetBool(own, "x-kubernetes-preserve-unknown-fields") ?? false,
            Constraints = ConstraintReader.Read(own),
            Rules = RuleReader.Read(own),
            FieldSource = new DeferredFields(own, props => RootFields(props, objectMeta)).Load,
        };
    }

    private static IReadOnlyList<SchemaField> RootFields(JsonObject props, Schema objectMeta) =>
        [
            new SchemaField { Name = "apiVersion", Schema = Text, Description = Describe(props, "apiVersion") ?? "Its group and version, as GROUP/VERSION." },
            new SchemaField { Name = "kind", Schema = Text, Description = Describe(props, "kind") ?? "The kind of the object." },
            new SchemaField { Name = "metadata", Schema = objectMeta, Description = "Name, labels and what the server keeps about the object." },
            .. Fields(props).Where(f => f.Name is not ("apiVersion" or "kind" or "metadata")),
        ];

    /// <summary>The schema of a value.</summary>
    public static Schema Read(JsonObject props)
    {
        var type = TypeOf(props);
        var listType = JsonNodes.GetString(props, "x-kubernetes-list-type");
        return new Schema
        {
            Type = type,
            Format = JsonNodes.GetString(props, "format"),
            Description = JsonNodes.GetString(props, "description"),
            Fields = type is SchemaType.Object or SchemaType.Any ? [.. Fields(props)] : [],
            Element = Element(props, type),
            ListType = listType switch { "map" => ListType.Map, "set" => ListType.Set, _ => ListType.Atomic },
            ListTypeStated = listType is not null,
            ListMapKeys = JsonNodes.StringList(props["x-kubernetes-list-map-keys"]),
            AtomicMap = JsonNodes.GetString(props, "x-kubernetes-map-type") is "atomic",
            PreserveUnknownFields = Flag(props, "x-kubernetes-preserve-unknown-fields") || KeepsAll(props),
            EmbeddedResource = Flag(props, "x-kubernetes-embedded-resource"),
            Nullable = Flag(props, "nullable"),
            Default = props["default"]?.DeepClone(),
            Constraints = ConstraintReader.Read(props),
            Rules = RuleReader.Read(props),
        };
    }

    private static SchemaType TypeOf(JsonObject props)
    {
        if (Flag(props, "x-kubernetes-int-or-string"))
        {
            return SchemaType.IntOrString;
        }

        return JsonNodes.GetString(props, "type") switch
        {
            "object" => IsMap(props) ? SchemaType.Map : SchemaType.Object,
            "array" => SchemaType.List,
            "string" => SchemaType.String,
            "integer" => SchemaType.Integer,
            "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            _ => SchemaType.Any,
        };
    }

    private static bool IsMap(JsonObject props) =>
        props["properties"] is null && (props["additionalProperties"] is JsonObject || KeepsAll(props));

    // additionalProperties: true
    private static bool KeepsAll(JsonObject props) => JsonNodes.AsBool(props["additionalProperties"]) == true;

    private static Schema? Element(JsonObject props, SchemaType type) => type switch
    {
        SchemaType.Map => props["additionalProperties"] is JsonObject values ? Read(values) : Anything,
        SchemaType.List => props["items"] is JsonObject items ? Read(items) : Anything,
        _ => null,
    };

    private static IEnumerable<SchemaField> Fields(JsonObject props)
    {
        var required = JsonNodes.StringList(props["required"]).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in JsonNodes.GetObject(props, "properties") ?? [])
        {
            if (value is JsonObject inner)
            {
                yield return new SchemaField { Name = name, Schema = Read(inner), Required = required.Remove(name) };
            }
        }

        // Required without being described: only where unknown fields are kept can it ever be there.
        foreach (var name in required.Order(StringComparer.Ordinal).Where(_ => Flag(props, "x-kubernetes-preserve-unknown-fields")))
        {
            yield return new SchemaField { Name = name, Schema = Anything, Required = true };
        }
    }

    private static string? Describe(JsonObject props, string field) => JsonNodes.GetString(props, "properties", field, "description");

    private static bool Flag(JsonObject props, string name) => JsonNodes.GetBool(props, name) == true;
}

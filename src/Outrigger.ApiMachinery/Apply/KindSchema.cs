using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>A kind under one version as server-side apply sees it.</summary>
public sealed class KindSchema
{
    private readonly JsonObject empty;
    private readonly List<string[]> nullLists = [];

    private KindSchema(KindDefinition kind, Schema schema, JsonObject empty)
    {
        Kind = kind.Kind;
        Definition = kind;
        ApiVersion = kind.Kind.GroupVersion.ToString();
        Root = MergeType.Of(schema);
        this.empty = empty;
        FindNullLists(empty, schema, []);
    }

    /// <summary>The group, version and kind.</summary>
    public GroupVersionKind Kind { get; }

    /// <summary>All about the kind.</summary>
    public KindDefinition Definition { get; }

    /// <summary>The group and version as entries of managedFields name it.</summary>
    public string ApiVersion { get; }

    /// <summary>The type of a whole object.</summary>
    internal MergeType Root { get; }

    /// <summary>What a new object is compared with; not to be changed.</summary>
    internal JsonObject Empty => empty;

    /// <summary>The lists that are written as null when nothing is in them, and that a body gives as empty.</summary>
    internal FieldSet EmptyLists(JsonObject body)
    {
        var found = FieldSet.Empty;
        foreach (var path in nullLists)
        {
            if (JsonNodes.Get(body, path) is JsonArray { Count: 0 })
            {
                found = found.Union(FieldSet.OfFields(path));
            }
        }

        return found;
    }

    /// <summary>A built-in kind: a new object has the fields already that are always written, so nobody owns those as such.</summary>
    public static KindSchema BuiltIn(KindDefinition kind)
    {
        var empty = new JsonObject();
        BuiltInNormalizer.Normalize(empty, kind.Schema, new NormalizeReport());
        return new KindSchema(kind, kind.Schema, empty);
    }

    /// <summary>A custom or typed kind, whose metadata is Kubernetes' whatever its schema says.</summary>
    public static KindSchema Custom(KindDefinition kind, Schema objectMeta)
    {
        var text = new Schema { Type = SchemaType.String };
        var root = new Schema
        {
            Type = SchemaType.Object,
            Name = kind.Schema.Name,
            PreserveUnknownFields = kind.Schema.PreserveUnknownFields,
            Fields =
            [
                new SchemaField { Name = "apiVersion", Schema = text },
                new SchemaField { Name = "kind", Schema = text },
                new SchemaField { Name = "metadata", Schema = objectMeta },
                .. kind.Schema.Fields.Where(f => f.Name is not ("apiVersion" or "kind" or "metadata")),
            ],
        };
        return new KindSchema(kind, root, []);
    }

    private void FindNullLists(JsonObject obj, Schema schema, string[] path)
    {
        foreach (var (name, value) in obj)
        {
            var type = schema.Find(name)?.Schema;
            if (value is JsonObject inner && type is not null)
            {
                FindNullLists(inner, type, [.. path, name]);
            }
            else if (value is null && type is { Type: SchemaType.List })
            {
                nullLists.Add([.. path, name]);
            }
        }
    }
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.Registry.Typed;

/// <summary>Turns a C# class into the data of a kind: schema, columns, subresources, names.</summary>
public static class TypedKind
{
    private const string CreationPath = ".metadata.creationTimestamp";
    private static readonly ColumnDefinition Name = new("Name", "string", "name", "", 0, "text(.metadata.name)") { DescribedBy = "metadata.name" };
    private static readonly ColumnDefinition Age = new("Age", "date", "", "", 0, CreationPath) { DescribedBy = "metadata.creationTimestamp" };
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    /// <summary>
    /// The kind of <paramref name="type"/>. <paramref name="objectMeta"/> is the schema of metadata.
    /// Throws <see cref="TypedSchemaException"/> naming what is wrong with the type.
    /// </summary>
    public static KindDefinition Of(Type type, Schema objectMeta, JsonSerializerOptions options)
    {
        var names = TypedNames.Of(type);
        var prefix = string.Join('.', names.Kind.Group.Split('.').AsEnumerable().Reverse()) + "." + names.Kind.Version;
        var text = new Schema { Type = SchemaType.String };
        var walked = new TypedSchemaBuilder(options, prefix).Build(
            type,
            new Dictionary<string, Schema>(StringComparer.Ordinal) { ["apiVersion"] = text, ["kind"] = text, ["metadata"] = objectMeta });
        return new KindDefinition
        {
            Kind = names.Kind,
            ListKind = names.Kind.Kind + "List",
            Plural = names.Plural,
            Singular = names.Kind.Kind.ToLowerInvariant(),
            Namespaced = !names.ClusterScoped,
            ShortNames = names.ShortNames,
            Categories = names.Categories,
            Verbs = AllVerbs,
            Schema = WithTypeMeta(walked, text, objectMeta),
            Columns = Columns(type, walked),
            Subresources = Subresources(type, names.Kind, walked),
            SelectableFields = [.. Selectable(options, type, "")],
        };
    }

    private static Schema WithTypeMeta(Schema walked, Schema text, Schema objectMeta)
    {
        string[] head = ["apiVersion", "kind", "metadata"];
        return new Schema
        {
            Type = SchemaType.Object,
            Name = walked.Name,
            Description = walked.Description,
            Fields =
            [
                new SchemaField { Name = "apiVersion", Schema = text, Description = "The group and version of this object." },
                new SchemaField { Name = "kind", Schema = text, Description = "The kind of this object." },
                new SchemaField { Name = "metadata", Schema = objectMeta, Description = "Standard metadata." },
                .. walked.Fields.Where(f => !head.Contains(f.Name, StringComparer.Ordinal)),
            ],
        };
    }

    private static List<ColumnDefinition> Columns(Type type, Schema schema)
    {
        var columns = new List<ColumnDefinition> { Name };
        columns.AddRange(type.GetCustomAttributes<ColumnAttribute>().Select(c => Column(schema, c)));
        if (columns.All(c => c.JsonPath is not CreationPath))
        {
            columns.Add(Age);
        }

        return columns;
    }

    private static ColumnDefinition Column(Schema schema, ColumnAttribute column) =>
        new(column.Name, TypeAt(schema, column.Path), "", column.Description, column.Priority, column.Path)
        {
            DescribedBy = column.Description.Length == 0 && SchemaAt(schema, column.Path) is not null ? column.Path.TrimStart('.') : null,
        };

    /// <summary>The schema at a path such as <c>.spec.replicas</c>; null when there is none.</summary>
    internal static Schema? SchemaAt(Schema schema, string path)
    {
        Schema? at = schema;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at?.Find(part)?.Schema;
        }

        return at;
    }

    private static string TypeAt(Schema schema, string path) => SchemaAt(schema, path)?.Type switch
    {
        SchemaType.Integer => "integer",
        SchemaType.Number => "number",
        SchemaType.Boolean => "boolean",
        SchemaType.Time => "date",
        _ => "string",
    };

    private static List<SubresourceDefinition> Subresources(Type type, GroupVersionKind kind, Schema schema)
    {
        var subresources = new List<SubresourceDefinition>();
        if (type.GetCustomAttribute<ScaleAttribute>() is not null)
        {
            subresources.Add(new SubresourceDefinition("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), SubresourceVerbs));
        }

        if (schema.Find("status") is not null && type.GetCustomAttribute<KubernetesResourceAttribute>() is not { StatusSubresource: false })
        {
            subresources.Add(new SubresourceDefinition("status", kind, SubresourceVerbs));
        }

        return subresources;
    }

    private static IEnumerable<string> Selectable(JsonSerializerOptions options, Type type, string path)
    {
        foreach (var property in options.GetTypeInfo(type).Properties)
        {
            var own = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (property.AttributeProvider?.IsDefined(typeof(SelectableAttribute), inherit: true) == true)
            {
                yield return own;
            }
            else if (options.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object && own != "metadata")
            {
                foreach (var deeper in Selectable(options, property.PropertyType, own))
                {
                    yield return deeper;
                }
            }
        }
    }
}

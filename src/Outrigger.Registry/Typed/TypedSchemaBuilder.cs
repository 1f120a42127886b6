using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.Registry.Typed;

/// <summary>
/// Walks a C# type as System.Text.Json sees it and makes the structural schema of it. (JsonSchemaExporter is no help: its
/// <c>$ref</c>s and type unions are not structural.)
/// </summary>
internal sealed class TypedSchemaBuilder(JsonSerializerOptions options, string namePrefix)
{
    private readonly XmlDocs docs = new();

    /// <summary>The schema of <paramref name="type"/>; <paramref name="replaced"/> gives ready schemas for some of its properties.</summary>
    public Schema Build(Type type, IReadOnlyDictionary<string, Schema> replaced) => Object(type, type.Name, [type], replaced);

    private Schema Object(Type type, string path, IReadOnlyList<Type> above, IReadOnlyDictionary<string, Schema>? replaced = null)
    {
        var info = options.GetTypeInfo(type);
        var fields = info.Properties.Where(p => p.Get is not null || p.Set is not null)
            .Select(p => Field(p, $"{path}.{p.Name}", above, replaced))
            .ToList();
        return new Schema
        {
            Type = SchemaType.Object,
            Name = $"{namePrefix}.{type.Name}",
            Description = docs.Summary(type),
            Fields = fields,
        };
    }

    private SchemaField Field(JsonPropertyInfo property, string path, IReadOnlyList<Type> above, IReadOnlyDictionary<string, Schema>? replaced)
    {
        var member = property.AttributeProvider as PropertyInfo;
        return new SchemaField
        {
            Name = property.Name,
            Schema = replaced?.GetValueOrDefault(property.Name) ?? Value(property.PropertyType, path, above, member),
            Description = member is null ? null : docs.Summary(member),
            Required = property.IsRequired || member?.GetCustomAttribute<RequiredAttribute>() is not null,
            Default = Default(member),
        };
    }

    private Schema Value(Type declared, string path, IReadOnlyList<Type> above, PropertyInfo? member)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (TypedScalars.Find(type) is var (schemaType, format))
        {
            return new Schema { Type = schemaType, Format = format, Constraints = TypedConstraints.Of(member, schemaType, path, options) };
        }

        if (type.IsEnum)
        {
            return new Schema { Type = SchemaType.String, Constraints = new SchemaConstraints { Enum = Names(type) } };
        }

        if (typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement) || type == typeof(object))
        {
            return new Schema { Type = SchemaType.Any, PreserveUnknownFields = true };
        }

        var info = options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Dictionary => new Schema
            {
                Type = SchemaType.Map,
                Element = Value(info.ElementType!, $"{path}[*]", above, null),
                Constraints = TypedConstraints.Of(member, SchemaType.Map, path, options),
            },
            JsonTypeInfoKind.Enumerable => List(info.ElementType!, path, above, member),
            JsonTypeInfoKind.Object when above.Contains(type) => throw new TypedSchemaException(
                $"{path}: {type.Name} contains itself, and a structural schema cannot be recursive. Make the property a JsonObject, or end the recursion."),
            JsonTypeInfoKind.Object => Object(type, path, [.. above, type]),
            _ => throw new TypedSchemaException(
                $"{path}: {type} has a converter of its own, so its shape is not known. Use a type that System.Text.Json maps itself, or a JsonNode."),
        };
    }

    private Schema List(Type element, string path, IReadOnlyList<Type> above, PropertyInfo? member)
    {
        var keys = member?.GetCustomAttribute<ListMapAttribute>()?.Keys ?? [];
        return new Schema
        {
            Type = SchemaType.List,
            Element = Value(element, $"{path}[]", above, null),
            ListType = keys.Count > 0 ? ListType.Map : member?.GetCustomAttribute<ListSetAttribute>() is null ? ListType.Atomic : ListType.Set,
            ListMapKeys = keys,
            Constraints = TypedConstraints.Of(member, SchemaType.List, path, options),
        };
    }

    private JsonNode? Default(PropertyInfo? member) =>
        member?.GetCustomAttribute<DefaultValueAttribute>()?.Value is { } value ? JsonTypes.ToTree(value, options) : null;

    private JsonNode[] Names(Type type) =>
        [.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => JsonTypes.ToTree(Enum.ToObject(type, v), options)!)];
}

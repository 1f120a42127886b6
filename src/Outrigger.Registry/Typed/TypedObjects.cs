using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Registry.Typed;

/// <summary>Trees as typed objects.</summary>
internal static class TypedObjects
{
    private static readonly string[] Metadata = ["labels", "annotations", "finalizers"];

    /// <summary>Reads an object; 400 when it does not have the shape of its type.</summary>
    public static T Read<T>(JsonObject obj, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            return JsonTypes.FromTree<T>(obj, options) ?? throw ApiErrors.BadRequest("the object is null");
        }
        catch (JsonException exception)
        {
            throw ApiErrors.BadRequest($"the object does not have the shape of {typeof(T).Name}: {exception.Message}");
        }
    }

    /// <summary>
    /// Brings a typed object, which was changed, into the tree that it was read from: what its type has and it has not is taken away.
    /// </summary>
    public static void WriteInto<T>(T typed, JsonObject obj, JsonSerializerOptions options)
        where T : class
    {
        var changed = (JsonObject)JsonTypes.ToTree(typed, options)!;
        RemoveMissing(typed, changed, obj, options);
        foreach (var (name, value) in changed.ToList())
        {
            if (name is "apiVersion" or "kind")
            {
                continue;
            }

            changed.Remove(name);
            if (name != "metadata")
            {
                obj[name] = value;
            }
            else if (value is JsonObject metadata && obj["metadata"] is JsonObject own)
            {
                CopyMetadata(metadata, own);
            }
        }
    }

    // null is not written; members that the type does not know stay, and what options leave out for another reason
    private static void RemoveMissing<T>(T typed, JsonObject changed, JsonObject obj, JsonSerializerOptions options)
        where T : class
    {
        foreach (var property in options.GetTypeInfo(typeof(T)).Properties)
        {
            if (property.Name is "metadata")
            {
                if (changed["metadata"] is JsonObject metadata && obj["metadata"] is JsonObject own)
                {
                    RemoveMetadata(metadata, own, options.GetTypeInfo(property.PropertyType));
                }
            }
            else if (property is { Get: { } get, IsExtensionData: false, Name: not ("apiVersion" or "kind") } && !changed.ContainsKey(property.Name) && get(typed) is null)
            {
                obj.Remove(property.Name);
            }
        }
    }

    private static void RemoveMetadata(JsonObject changed, JsonObject own, JsonTypeInfo type)
    {
        foreach (var name in Metadata)
        {
            var isKnown = type.Kind != JsonTypeInfoKind.Object || type.Properties.Any(p => p.Name == name && p.Get is not null);
            if (isKnown && !changed.ContainsKey(name))
            {
                own.Remove(name);
            }
        }
    }

    // the rest of the metadata is the registry's business
    private static void CopyMetadata(JsonObject from, JsonObject to)
    {
        foreach (var name in Metadata)
        {
            if (from.Remove(name, out var value) && value is not null)
            {
                to[name] = value;
            }
        }
    }
}

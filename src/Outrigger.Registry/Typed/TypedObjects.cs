using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>Brings a typed object, which was changed, into the tree that it was read from.</summary>
    public static void WriteInto<T>(T typed, JsonObject obj, JsonSerializerOptions options)
        where T : class
    {
        var changed = (JsonObject)JsonTypes.ToTree(typed, options)!;
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

using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Registry.Typed;

/// <summary>Trees as typed objects.</summary>
internal static class TypedObjects
{
    /// <summary>Reads an object; 400 when it does not have the shape of its type.</summary>
    public static T Read<T>(JsonObject obj, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            return obj.Deserialize<T>(options) ?? throw ApiErrors.BadRequest("the object is null");
        }
        catch (JsonException exception)
        {
            throw ApiErrors.BadRequest($"the object does not have the shape of {typeof(T).Name}: {exception.Message}");
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Registry.Typed;

/// <summary>See <see cref="TypedVersion"/>.</summary>
/// <typeparam name="TVersion">The C# class of this version.</typeparam>
/// <typeparam name="TStorage">The C# class of the storage version.</typeparam>
/// <param name="toStorage">
/// Makes the storage version. Metadata is copied for it; labels and annotations that the result has (an empty dictionary for none)
/// take the place of the old ones.
/// </param>
/// <param name="fromStorage">Makes this version, likewise.</param>
public sealed class TypedVersionOf<TVersion, TStorage>(Func<TVersion, TStorage> toStorage, Func<TStorage, TVersion> fromStorage)
    : TypedVersion(typeof(TVersion))
    where TVersion : class
    where TStorage : class
{
    internal override JsonObject ToStorage(JsonObject obj, JsonSerializerOptions options) => Convert(obj, toStorage, options);

    internal override JsonObject FromStorage(JsonObject obj, JsonSerializerOptions options) => Convert(obj, fromStorage, options);

    private static JsonObject Convert<TFrom, TTo>(JsonObject obj, Func<TFrom, TTo> convert, JsonSerializerOptions options)
        where TFrom : class
    {
        var from = TypedObjects.Read<TFrom>(obj, options);
        return (JsonObject)JsonTypes.ToTree(convert(from), options)!;
    }
}

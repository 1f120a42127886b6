using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outrigger.Registry.Typed;

/// <summary>
/// A further version of a typed kind, converted from and to the storage version. A round trip through the storage version must lose
/// nothing, or clients of this version destroy what they do not see.
/// </summary>
public abstract class TypedVersion
{
    private protected TypedVersion(Type type) => Type = type;

    /// <summary>The C# class of this version; its attribute names the version.</summary>
    public Type Type { get; }

    /// <summary>An object of this version in the storage version; of its metadata only labels and annotations count.</summary>
    internal abstract JsonObject ToStorage(JsonObject obj, JsonSerializerOptions options);

    /// <summary>An object of the storage version in this version, likewise.</summary>
    internal abstract JsonObject FromStorage(JsonObject obj, JsonSerializerOptions options);
}

using System.Text.Json;
using Outrigger.Registry.Typed.Subresources;

namespace Outrigger.Registry.Typed;

/// <summary>How a typed kind is served.</summary>
/// <typeparam name="T">The C# class of the storage version.</typeparam>
public sealed record TypedOptions<T>
    where T : class
{
    /// <summary>What is particular to the kind; null for nothing.</summary>
    public TypedStrategy<T>? Strategy { get; init; }

    /// <summary>Further versions, served beside the one that is stored.</summary>
    public IReadOnlyList<TypedVersion> Versions { get; init; } = [];

    /// <summary>Subresources beside status and scale: actions and views.</summary>
    public IReadOnlyList<TypedSubresource<T>> Subresources { get; init; } = [];

    /// <summary>How objects become JSON and back; <see cref="TypedJson.Options"/>.</summary>
    public JsonSerializerOptions Json { get; init; } = TypedJson.Options;
}

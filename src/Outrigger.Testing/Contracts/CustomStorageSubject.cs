using System.Text.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Typed;

namespace Outrigger.Testing.Contracts;

/// <summary>A storage under test and objects to try it with.</summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
/// <param name="Storage">Empty.</param>
/// <param name="Create">Makes an object with this metadata; the number makes objects that differ (1, 2, 3 …).</param>
public sealed record CustomStorageSubject<T>(ICustomStorage<T> Storage, Func<ObjectMeta, int, T> Create)
    where T : class
{
    /// <summary>How objects become JSON, by which they are compared.</summary>
    public JsonSerializerOptions Json { get; init; } = TypedJson.Options;

    /// <summary>Whether the kind has namespaces.</summary>
    public bool Namespaced { get; init; } = true;
}

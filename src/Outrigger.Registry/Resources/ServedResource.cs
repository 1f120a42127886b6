using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Resources;

/// <summary>A resource under one version, ready to serve: what router, discovery and OpenAPI read.</summary>
/// <param name="Kind">The data of the kind.</param>
/// <param name="Origin">Decides the encodings it has.</param>
/// <param name="Verbs">What it does.</param>
/// <param name="Subresources">By name.</param>
public sealed record ServedResource(
    KindDefinition Kind,
    KindOrigin Origin,
    ResourceVerbs Verbs,
    FrozenDictionary<string, ServedSubresource> Subresources)
{
    /// <summary>The number of objects in a namespace, or in all when it is empty; null when that is not known without a look at them.</summary>
    public Func<string, long>? Count { get; init; }
}

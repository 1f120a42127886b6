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
    FrozenDictionary<string, ServedSubresource> Subresources);

using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Registry.Resources;

namespace Outrigger.Server.Catalog;

/// <summary>One group version and who serves it.</summary>
/// <param name="GroupVersion">Its name.</param>
/// <param name="GroupPriority">groupPriorityMinimum: higher comes first in discovery.</param>
/// <param name="VersionPriority">Higher comes first within the group; equal ones by Kubernetes' version order (v2, v1, v1beta1).</param>
public sealed record CatalogGroupVersion(GroupVersion GroupVersion, int GroupPriority, int VersionPriority)
{
    /// <summary>What is served here; empty for a remote one.</summary>
    public IReadOnlyList<ServedResource> Resources { get; init; } = [];

    /// <summary>Who answers all of it: another server, or a part of this one; null when its resources are served here.</summary>
    public IRemoteGroupVersion? Remote { get; init; }

    /// <summary>Its OpenAPI v3 document, where this server has one that is not made from <see cref="Resources"/>; null otherwise.</summary>
    public OpenApiDocument? Document { get; init; }
}

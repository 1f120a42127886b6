using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Server.Catalog;

/// <summary>The order of groups and versions in discovery: priority, then name (kube-aggregator's SortedByGroupAndVersion).</summary>
internal static class CatalogOrder
{
    public static IReadOnlyList<IReadOnlyList<CatalogGroupVersion>> Sort(IEnumerable<CatalogGroupVersion> entries) =>
        entries
            .GroupBy(e => e.GroupVersion.Group, StringComparer.Ordinal)
            .OrderByDescending(g => g.Max(e => e.GroupPriority))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(IReadOnlyList<CatalogGroupVersion> (g) =>
                [.. g.OrderByDescending(e => e.VersionPriority).ThenByDescending(e => e.GroupVersion.Version, VersionOrder.Instance)])
            .ToList();
}

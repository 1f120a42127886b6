using Outrigger.Server.Catalog;

namespace Outrigger.Server.Discovery;

/// <summary>The discovery paths of the index at <c>/</c>.</summary>
internal static class DiscoveryPaths
{
    public static IReadOnlyList<string> Of(CatalogSnapshot catalog)
    {
        var paths = new List<string> { "/apis", "/apis/" };
        foreach (var versions in catalog.Groups)
        {
            var group = versions[0].GroupVersion.Group;
            var root = group.Length == 0 ? "/api" : $"/apis/{group}";
            paths.Add(root);
            paths.AddRange(versions.Select(v => $"{root}/{v.GroupVersion.Version}"));
        }

        return paths;
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;

namespace Outrigger.Server.Discovery;

/// <summary>Everything that is served in one document (apidiscovery.k8s.io/v2 APIGroupDiscoveryList, KEP-3352).</summary>
internal static class AggregatedTrees
{
    /// <summary>The groups that <paramref name="core"/> chooses: the core group alone for /api, all others for /apis.</summary>
    public static JsonObject From(CatalogSnapshot catalog, bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. catalog.Groups.Where(g => g[0].GroupVersion.Group.Length == 0 == core).Select(Group)]),
    };

    private static JsonObject Group(IReadOnlyList<CatalogGroupVersion> versions)
    {
        var name = versions[0].GroupVersion.Group;
        return new JsonObject
        {
            ["metadata"] = name.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = name },
            ["versions"] = new JsonArray([.. versions.Select(v => v.Remote is { } remote ? Remote(v.GroupVersion, remote) : Local(v))]),
        };
    }

    private static JsonObject Remote(GroupVersion version, IRemoteGroupVersion remote)
    {
        var tree = new JsonObject();
        if (remote.Discovery is { } told)
        {
            try
            {
                tree = ObjectReader.Read(told.Span);
            }
            catch (ObjectReadException)
            {
                // What cannot be read counts as not known.
            }
        }

        tree["version"] = version.Version;
        tree["freshness"] = remote.IsStale || remote.Discovery is null ? "Stale" : "Current";
        return tree;
    }

    private static JsonObject Local(CatalogGroupVersion version) => new()
    {
        ["version"] = version.GroupVersion.Version,
        ["resources"] = new JsonArray([.. version.Resources.OrderBy(r => r.Kind.Plural, StringComparer.Ordinal).Select(Resource)]),
        ["freshness"] = "Current",
    };

    private static JsonObject Resource(ServedResource resource)
    {
        var kind = resource.Kind;
        var tree = new JsonObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = ResponseKind(resource, kind.Kind),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = DiscoveryOrder.Texts(DiscoveryOrder.Verbs(resource)),
        };
        DiscoveryOrder.Add(tree, "shortNames", kind.ShortNames);
        DiscoveryOrder.Add(tree, "categories", kind.Categories);
        if (kind.Subresources.Count > 0)
        {
            tree["subresources"] = new JsonArray([.. DiscoveryOrder.Subresources(resource).Select(s => Subresource(resource, s))]);
        }

        return tree;
    }

    private static JsonObject Subresource(ServedResource resource, SubresourceDefinition subresource) => new()
    {
        ["subresource"] = subresource.Name,
        ["responseKind"] = ResponseKind(resource, subresource.Kind),
        ["verbs"] = DiscoveryOrder.Texts(subresource.Verbs),
    };

    // All but custom resources leave out what is the same as above them: Go extension servers too.
    private static JsonObject ResponseKind(ServedResource resource, GroupVersionKind kind)
    {
        var same = resource.Origin != KindOrigin.Custom && kind.GroupVersion == resource.Kind.Kind.GroupVersion;
        return new JsonObject
        {
            ["group"] = same ? "" : kind.Group,
            ["version"] = same ? "" : kind.Version,
            ["kind"] = kind.Kind,
        };
    }
}

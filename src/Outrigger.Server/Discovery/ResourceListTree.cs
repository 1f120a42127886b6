using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;

namespace Outrigger.Server.Discovery;

/// <summary>What a group version serves, as a v1 APIResourceList.</summary>
internal static class ResourceListTree
{
    public static JsonObject From(CatalogGroupVersion version)
    {
        var tree = new JsonObject { ["kind"] = "APIResourceList" };

        // The list of the core group names no version of its own in Kubernetes.
        if (version.GroupVersion.Group.Length > 0)
        {
            tree["apiVersion"] = "v1";
        }

        tree["groupVersion"] = version.GroupVersion.ToString();
        var resources = new JsonArray();
        foreach (var resource in version.Resources.OrderBy(r => r.Kind.Plural, StringComparer.Ordinal))
        {
            resources.Add((JsonNode)Resource(resource));
            foreach (var subresource in DiscoveryOrder.Subresources(resource))
            {
                resources.Add((JsonNode)Subresource(resource, subresource));
            }
        }

        tree["resources"] = resources;
        return tree;
    }

    private static JsonObject Resource(ServedResource resource)
    {
        var kind = resource.Kind;
        var tree = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Kind.Kind,
            ["verbs"] = DiscoveryOrder.Texts(DiscoveryOrder.Verbs(resource)),
        };
        DiscoveryOrder.Add(tree, "shortNames", kind.ShortNames);
        DiscoveryOrder.Add(tree, "categories", kind.Categories);
        if (kind.Verbs.Contains("list", StringComparer.Ordinal))
        {
            tree["storageVersionHash"] = StorageVersionHash(kind);
        }

        return tree;
    }

    private static JsonObject Subresource(ServedResource resource, SubresourceDefinition subresource)
    {
        var tree = new JsonObject
        {
            ["name"] = $"{resource.Kind.Plural}/{subresource.Name}",
            ["singularName"] = "",
            ["namespaced"] = resource.Kind.Namespaced,
        };
        if (subresource.Kind.GroupVersion != resource.Kind.Kind.GroupVersion)
        {
            tree["group"] = subresource.Kind.Group;
            tree["version"] = subresource.Kind.Version;
        }

        tree["kind"] = subresource.Kind.Kind;
        tree["verbs"] = DiscoveryOrder.Texts(subresource.Verbs);
        return tree;
    }

    // apiserver discovery.StorageVersionHash
    private static string StorageVersionHash(KindDefinition kind)
    {
        var text = $"{kind.StorageGroup ?? kind.Kind.Group}/{kind.StorageVersion ?? kind.Kind.Version}/{kind.Kind.Kind}";
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}

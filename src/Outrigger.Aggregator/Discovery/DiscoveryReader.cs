using System.Text.Json.Nodes;
using Outrigger.Aggregator.Proxy;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.Discovery;

/// <summary>Turns what a server says about itself into one version of aggregated discovery.</summary>
internal static class DiscoveryReader
{
    /// <summary>From an APIGroupDiscoveryList. A server that leaves the version out serves nothing in it.</summary>
    public static DiscoveryDocument Aggregated(JsonObject list, GroupVersion groupVersion)
    {
        var version = Objects(JsonNodes.GetArray(list, "items"))
            .Where(group => JsonNodes.GetString(group, "metadata", "name") == groupVersion.Group)
            .SelectMany(group => Objects(JsonNodes.GetArray(group, "versions")))
            .FirstOrDefault(v => JsonNodes.GetString(v, "version") == groupVersion.Version);
        var resources = Objects(JsonNodes.GetArray(version, "resources")).Select(r => (JsonObject)r.DeepClone()).ToList();
        foreach (var resource in resources)
        {
            EnsureKind(resource);
            foreach (var subresource in Objects(JsonNodes.GetArray(resource, "subresources")))
            {
                EnsureKind(subresource);
            }
        }

        return Write(groupVersion, resources);
    }

    /// <summary>
    /// From an APIResourceList: <c>RESOURCE/SUBRESOURCE</c> entries go under their resource; one that the list does not have is made, without
    /// verbs (servers of nothing but subresources).
    /// </summary>
    /// <exception cref="ObjectReadException">A subresource is namespaced and its resource is not, or the other way round.</exception>
    public static DiscoveryDocument Legacy(JsonObject list, GroupVersion groupVersion)
    {
        var resources = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var entries = Objects(JsonNodes.GetArray(list, "resources")).ToList();
        foreach (var entry in entries.Where(e => !Name(e).Contains('/', StringComparison.Ordinal)))
        {
            resources[Name(entry)] = Resource(entry);
        }

        foreach (var entry in entries)
        {
            if (Name(entry).Split('/', 2) is [var parent, var subresource])
            {
                AddSubresource(resources, parent, subresource, entry);
            }
        }

        return Write(groupVersion, resources.Values);
    }

    private static void AddSubresource(OrderedDictionary<string, JsonObject> resources, string parent, string subresource, JsonObject entry)
    {
        var scope = Scope(entry);
        if (!resources.TryGetValue(parent, out var resource))
        {
            resources[parent] = resource = Parent(parent, scope);
        }

        if (JsonNodes.GetString(resource, "scope") is { } parentScope && parentScope != scope)
        {
            throw new ObjectReadException($"the scope of {parent} is {parentScope}, that of {parent}/{subresource} {scope}");
        }

        var subresources = JsonNodes.EnsureArray(resource, "subresources");
        var made = new JsonObject
        {
            ["subresource"] = subresource,
            ["responseKind"] = JsonNodes.GetString(entry, "kind") is { Length: > 0 } ? Kind(entry) : NoKind(),
        };
        Copy(entry, made, "verbs");
        subresources.Add((JsonNode)made);
    }

    private static JsonObject Resource(JsonObject entry)
    {
        var resource = new JsonObject
        {
            ["resource"] = Name(entry),
            ["responseKind"] = Kind(entry),
            ["scope"] = Scope(entry),
            ["singularResource"] = JsonNodes.GetString(entry, "singularName") ?? "",
        };
        Copy(entry, resource, "verbs");
        Copy(entry, resource, "shortNames");
        Copy(entry, resource, "categories");
        return resource;
    }

    // a subresource of nothing, as metrics adapters have it, gets a resource that can do nothing
    private static JsonObject Parent(string name, string scope) => new()
    {
        ["resource"] = name,
        ["responseKind"] = NoKind(),
        ["scope"] = scope,
        ["singularResource"] = "",
        ["verbs"] = null,
    };

    // an entry without a group of its own means the list's, and is passed on as empty, as kube-aggregator does
    private static JsonObject Kind(JsonObject entry) => new()
    {
        ["group"] = JsonNodes.GetString(entry, "group") ?? "",
        ["version"] = JsonNodes.GetString(entry, "version") ?? "",
        ["kind"] = JsonNodes.GetString(entry, "kind") ?? "",
    };

    private static JsonObject NoKind() => new() { ["group"] = "", ["version"] = "", ["kind"] = "" };

    private static string Scope(JsonObject entry) => JsonNodes.GetBool(entry, "namespaced") is true ? "Namespaced" : "Cluster";

    private static void EnsureKind(JsonObject resource)
    {
        if (resource["responseKind"] is not JsonObject)
        {
            resource["responseKind"] = NoKind();
        }
    }

    private static void Copy(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is JsonArray { Count: > 0 } list)
        {
            to[name] = list.DeepClone();
        }
    }

    private static DiscoveryDocument Write(GroupVersion groupVersion, IEnumerable<JsonObject> resources)
    {
        var tree = new JsonObject { ["version"] = groupVersion.Version };
        if (resources.ToArray() is { Length: > 0 } some)
        {
            tree["resources"] = new JsonArray([.. some]);
        }

        return new DiscoveryDocument(ObjectWriter.ToUtf8(tree));
    }

    private static string Name(JsonObject entry) => JsonNodes.GetString(entry, "name") ?? "";

    private static IEnumerable<JsonObject> Objects(JsonArray? list) => list?.OfType<JsonObject>() ?? [];
}

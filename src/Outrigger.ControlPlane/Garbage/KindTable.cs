using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Finds the resource that an ownerReference means, in the catalog as it is at each call.</summary>
internal sealed class KindTable(IResourceCatalog catalog)
{
    private volatile Built built = new(-1, []);

    /// <summary>The resource of a kind; null when nobody serves it, or its server has not told yet.</summary>
    public OwnedKind? Find(string apiVersion, string kind)
    {
        if (!GroupVersion.TryParse(apiVersion, out var version))
        {
            return null;
        }

        if (Local().TryGetValue(new GroupVersionKind(version.Group, version.Version, kind), out var local))
        {
            return local;
        }

        return catalog.Current.Find(version)?.Remote?.Discovery is { } document ? FindRemote(version, kind, document) : null;
    }

    /// <summary>What this process serves and the collector follows: every resource once: in the version that is stored, which needs no conversion, else the first.</summary>
    public IReadOnlyList<GroupVersionResource> Followed() =>
        [.. catalog.Current.Groups
            .SelectMany(versions => versions.SelectMany(v => v.Resources))
            .Where(r => r.Verbs is { List: not null, Watch: not null, Delete: not null } && r.Kind.Kind.Kind is not "Event")
            .OrderByDescending(r => string.Equals(r.Kind.Kind.Version, r.Kind.StorageVersion, StringComparison.Ordinal))
            .DistinctBy(r => r.Kind.Resource.GroupResource)
            .Select(r => r.Kind.Resource)];

    /// <summary>Whether this process serves it now.</summary>
    public bool IsServed(GroupVersionResource resource) => catalog.Current.Find(resource) is not null;

    private static OwnedKind? FindRemote(GroupVersion version, string kind, ReadOnlyMemory<byte> document)
    {
        try
        {
            return (JsonNodes.GetArray(ObjectReader.Read(document.Span), "resources") ?? [])
                .OfType<JsonObject>()
                .Where(r => JsonNodes.GetString(r, "responseKind", "kind") == kind)
                .Select(r => new OwnedKind(
                    new GroupVersionResource(version.Group, version.Version, JsonNodes.GetString(r, "resource") ?? ""),
                    JsonNodes.GetString(r, "scope") is "Namespaced",
                    IsLocal: false))
                .FirstOrDefault();
        }
        catch (ObjectReadException)
        {
            return null;
        }
    }

    private Dictionary<GroupVersionKind, OwnedKind> Local()
    {
        var snapshot = catalog.Current;
        if (built.Generation != snapshot.Generation)
        {
            var kinds = new Dictionary<GroupVersionKind, OwnedKind>();
            foreach (var resource in snapshot.Groups.SelectMany(versions => versions.SelectMany(v => v.Resources)).Where(IsStored))
            {
                kinds[resource.Kind.Kind] = new OwnedKind(resource.Kind.Resource, resource.Kind.Namespaced, IsLocal: true);
            }

            built = new Built(snapshot.Generation, kinds);
        }

        return built.Kinds;
    }

    private static bool IsStored(ServedResource resource) => resource.Verbs is { Get: not null, List: not null };

    private sealed record Built(long Generation, Dictionary<GroupVersionKind, OwnedKind> Kinds);
}

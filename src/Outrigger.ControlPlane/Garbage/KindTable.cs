using System.Collections.Concurrent;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Finds the resource that an ownerReference means, in the catalog as it is at each call.</summary>
internal sealed class KindTable(IResourceCatalog catalog)
{
    private readonly ConcurrentDictionary<GroupVersion, (ReadOnlyMemory<byte> Document, IReadOnlyList<RemoteResource> Resources)> remotes = new();
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

        return Remote(version).Where(r => r.Kind == kind)
            .Select(r => new OwnedKind(r.Resource, r.Namespaced, IsLocal: false))
            .FirstOrDefault();
    }

    /// <summary>What this process serves and the collector follows: every resource once: in the version that is stored, which needs no conversion, else the first.</summary>
    public IReadOnlyList<GroupVersionResource> Followed() =>
        [.. catalog.Current.Groups
            .SelectMany(versions => versions.SelectMany(v => v.Resources))
            .Where(r => r.Verbs is { List: not null, Watch: not null, Delete: not null } && r.Kind.Kind.Kind is not "Event")
            .OrderByDescending(r => string.Equals(r.Kind.Kind.Version, r.Kind.StorageVersion, StringComparison.Ordinal))
            .DistinctBy(r => r.Kind.Resource.GroupResource)
            .Select(r => r.Kind.Resource)];

    /// <summary>The same of what other servers serve and can be reached, and what this process does not serve itself.</summary>
    public IReadOnlyList<GroupVersionResource> FollowedRemotely()
    {
        var local = Followed().Select(r => r.GroupResource).ToHashSet();
        return
        [
            .. catalog.Current.Groups.SelectMany(versions => versions)
                .SelectMany(v => RemoteResources.Read(v.GroupVersion, v.Remote?.Discovery))
                .Where(r => r.Can("delete", "list", "watch") && !local.Contains(r.Resource.GroupResource))
                .DistinctBy(r => r.Resource.GroupResource)
                .Select(r => r.Resource),
        ];
    }

    /// <summary>Whether somebody serves it now; another server that cannot be reached does.</summary>
    public bool IsServed(GroupVersionResource resource) => catalog.Current.Find(resource) is not null || IsRemote(resource);

    /// <summary>Whether another server serves its group version.</summary>
    public bool IsRemote(GroupVersionResource resource) => catalog.Current.Find(resource.GroupVersion)?.Remote is not null;

    /// <summary>Whether another server serves its group version and cannot be reached.</summary>
    public bool IsStale(GroupVersionResource resource) => catalog.Current.Find(resource.GroupVersion)?.Remote is { Discovery: null };

    // What a document says is read once: there is a question for every owner.
    private IReadOnlyList<RemoteResource> Remote(GroupVersion version)
    {
        if (catalog.Current.Find(version)?.Remote?.Discovery is not { } document)
        {
            return [];
        }

        if (!remotes.TryGetValue(version, out var known) || !known.Document.Equals(document))
        {
            remotes[version] = known = (document, RemoteResources.Read(version, document));
        }

        return known.Resources;
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

using System.Collections.Concurrent;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Access;

/// <summary>
/// What is known of the namespaces in which other servers have objects, for the time when such a server cannot be asked. Only what
/// is certain counts: at the last complete list nothing was in the namespace, no event since told of anything, and no write into it
/// was passed on since.
/// </summary>
/// <param name="catalog">The other servers.</param>
/// <param name="isSole">Whether every request goes through this process; what other processes passed on is not known here.</param>
internal sealed class RemoteHoldings(IResourceCatalog catalog, bool isSole)
{
    private readonly ConcurrentDictionary<GroupResource, Known> lists = new();

    /// <summary>To be called before a resource is listed; what the list says is given to <see cref="Listed"/>.</summary>
    public IReadOnlyDictionary<GroupVersion, long> BeginList(GroupResource resource) =>
        Versions(resource.Group).ToDictionary(v => v.GroupVersion, v => v.Remote!.WriteMark);

    /// <summary>A complete list was read.</summary>
    public void Listed(GroupResource resource, IReadOnlyDictionary<GroupVersion, long> marks, IEnumerable<string> namespaces)
    {
        var held = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var ns in namespaces)
        {
            held[ns] = true;
        }

        lists[resource] = new Known(marks, held);
    }

    /// <summary>An event told of an object.</summary>
    public void Seen(GroupResource resource, string ns)
    {
        if (lists.TryGetValue(resource, out var known))
        {
            known.Namespaces[ns] = true;
        }
    }

    /// <summary>Whether the server of a group version that cannot be asked may have objects in a namespace.</summary>
    /// <param name="group">The group version.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="created">When it was created.</param>
    public bool MayHold(CatalogGroupVersion group, string ns, DateTimeOffset? created)
    {
        if (group.Remote is not { } remote || (isSole && remote.UnavailableSince < created))
        {
            // Nothing was passed on since before the namespace was there.
            return false;
        }

        return RemoteResources.Find(group.GroupVersion, remote.LastDiscovery) is not { } resources
            || resources.Where(r => r.Namespaced && r.Can("delete")).Any(r => MayHold(r.Resource.GroupResource, ns));
    }

    private bool MayHold(GroupResource resource, string ns) =>
        !isSole
        || !lists.TryGetValue(resource, out var known)
        || known.Namespaces.ContainsKey(ns)
        || Versions(resource.Group).Any(v => !known.Marks.TryGetValue(v.GroupVersion, out var mark) || v.Remote!.WasWrittenSince(ns, mark));

    private IEnumerable<CatalogGroupVersion> Versions(string group) =>
        catalog.Current.Groups.SelectMany(versions => versions).Where(v => v.Remote is not null && v.GroupVersion.Group == group);

    private sealed record Known(IReadOnlyDictionary<GroupVersion, long> Marks, ConcurrentDictionary<string, bool> Namespaces);
}

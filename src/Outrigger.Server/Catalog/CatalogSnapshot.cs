using System.Collections.Frozen;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;

namespace Outrigger.Server.Catalog;

/// <summary>Everything that is served at one moment; immutable, swapped as a whole.</summary>
public sealed class CatalogSnapshot
{
    private readonly FrozenDictionary<GroupVersion, CatalogGroupVersion> byGroupVersion;
    private readonly FrozenDictionary<GroupVersionResource, ServedResource> resources;

    /// <summary>Orders the entries as discovery shows them. A group version named twice: the last one wins.</summary>
    public CatalogSnapshot(IEnumerable<CatalogGroupVersion> entries, long generation)
    {
        Generation = generation;
        var unique = new Dictionary<GroupVersion, CatalogGroupVersion>();
        foreach (var entry in entries)
        {
            unique[entry.GroupVersion] = entry;
        }

        byGroupVersion = unique.ToFrozenDictionary();
        resources = unique.Values.SelectMany(e => e.Resources).ToFrozenDictionary(r => r.Kind.Resource);
        Groups = CatalogOrder.Sort(unique.Values);
    }

    /// <summary>Grows with every change.</summary>
    public long Generation { get; }

    /// <summary>Groups in discovery order, each with its versions in order. The core group is among them.</summary>
    public IReadOnlyList<IReadOnlyList<CatalogGroupVersion>> Groups { get; }

    /// <summary>Null when nobody serves it.</summary>
    public CatalogGroupVersion? Find(GroupVersion groupVersion) => byGroupVersion.GetValueOrDefault(groupVersion);

    /// <summary>Null when it is not served here.</summary>
    public ServedResource? Find(GroupVersionResource resource) => resources.GetValueOrDefault(resource);
}

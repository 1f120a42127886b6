using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>What a pass over a namespace could not delete.</summary>
internal sealed class RemainingContent
{
    private readonly SortedDictionary<string, int> resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> finalizers = new(StringComparer.Ordinal);
    private readonly List<string> unreachable = [];

    /// <summary>Whether there is anything, or could be.</summary>
    public bool Any => resources.Count > 0 || unreachable.Count > 0;

    /// <summary>How many objects are left, by resource.</summary>
    public IReadOnlyDictionary<string, int> Resources => resources;

    /// <summary>On how many objects a finalizer is left.</summary>
    public IReadOnlyDictionary<string, int> Finalizers => finalizers;

    /// <summary>The group versions whose servers did not answer.</summary>
    public IReadOnlyList<string> UnreachableGroups => unreachable;

    /// <summary>Records the objects of a resource that are left, by their finalizers.</summary>
    public void Add(GroupResource resource, IEnumerable<IReadOnlyList<string>> objects)
    {
        foreach (var names in objects)
        {
            // Kubernetes writes the group after a dot even when it is the core group's empty one.
            Count(resources, $"{resource.Resource}.{resource.Group}");
            foreach (var name in names)
            {
                Count(finalizers, name);
            }
        }
    }

    /// <summary>Records a group version that may hold objects.</summary>
    public void Unreachable(GroupVersion version, string why) => unreachable.Add($"{version}: {why}");

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}

using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>What a pass over a namespace could not delete.</summary>
internal sealed class RemainingContent
{
    private readonly SortedDictionary<string, int> resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> finalizers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unreachable = new(StringComparer.Ordinal);
    private readonly SortedSet<string> failures = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything, or could be.</summary>
    public bool Any => resources.Count + unreachable.Count + failures.Count > 0;

    /// <summary>How many objects are left, by resource.</summary>
    public IReadOnlyDictionary<string, int> Resources => resources;

    /// <summary>On how many objects a finalizer is left.</summary>
    public IReadOnlyDictionary<string, int> Finalizers => finalizers;

    /// <summary>The group versions that may have objects here and whose servers cannot be asked.</summary>
    public IReadOnlyCollection<string> UnreachableGroups => unreachable;

    /// <summary>Why resources could not be deleted or listed.</summary>
    public IReadOnlyCollection<string> Failures => failures;

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
    public void Unreachable(GroupVersion version) => unreachable.Add(version.ToString());

    /// <summary>Records a resource that could not be deleted or listed.</summary>
    public void Failed(string why) => failures.Add(why);

    private static void Count(SortedDictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}

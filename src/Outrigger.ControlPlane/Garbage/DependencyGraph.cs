using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Who depends on whom, by uid. Objects without owners are in it only while their deletion waits for the collector.</summary>
internal sealed class DependencyGraph
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GarbageNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> dependents = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a node; the former one, if any.</summary>
    public GarbageNode? Put(GarbageNode node)
    {
        lock (gate)
        {
            var old = Take(node.Uid);
            nodes[node.Uid] = node;
            foreach (var owner in node.Owners)
            {
                if (!dependents.TryGetValue(owner.Uid, out var those))
                {
                    dependents[owner.Uid] = those = new HashSet<string>(StringComparer.Ordinal);
                }

                those.Add(node.Uid);
            }

            return old;
        }
    }

    /// <summary>Takes a node out; null when there was none.</summary>
    public GarbageNode? Remove(string uid)
    {
        lock (gate)
        {
            return Take(uid);
        }
    }

    /// <summary>Null when there is none.</summary>
    public GarbageNode? Find(string uid)
    {
        lock (gate)
        {
            return nodes.GetValueOrDefault(uid);
        }
    }

    /// <summary>The objects that name this one among their owners.</summary>
    public IReadOnlyList<GarbageNode> DependentsOf(string uid)
    {
        lock (gate)
        {
            return dependents.TryGetValue(uid, out var those) ? [.. those.Select(d => nodes[d])] : [];
        }
    }

    /// <summary>The nodes of a resource, or all of them.</summary>
    public IReadOnlyList<GarbageNode> All(GroupVersionResource? resource = null)
    {
        lock (gate)
        {
            return [.. nodes.Values.Where(n => resource is null || n.Resource == resource)];
        }
    }

    private GarbageNode? Take(string uid)
    {
        if (!nodes.Remove(uid, out var old))
        {
            return null;
        }

        foreach (var owner in old.Owners)
        {
            if (dependents.TryGetValue(owner.Uid, out var those) && those.Remove(uid) && those.Count == 0)
            {
                dependents.Remove(owner.Uid);
            }
        }

        return old;
    }
}

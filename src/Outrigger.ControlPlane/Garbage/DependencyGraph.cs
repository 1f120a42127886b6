using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Who depends on whom, by uid. Objects without owners are in it only while their deletion waits for the collector.</summary>
internal sealed class DependencyGraph
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GarbageNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> dependents = new(StringComparer.Ordinal);

    // Deleted owners and their namespaces, for as long as somebody names them.
    private readonly Dictionary<string, string> gone = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a node; the former one, if any.</summary>
    public GarbageNode? Put(GarbageNode node)
    {
        lock (gate)
        {
            var old = nodes.GetValueOrDefault(node.Uid);
            nodes[node.Uid] = node;
            gone.Remove(node.Uid);
            foreach (var owner in node.Owners)
            {
                if (!dependents.TryGetValue(owner.Uid, out var those))
                {
                    dependents[owner.Uid] = those = new HashSet<string>(StringComparer.Ordinal);
                }

                those.Add(node.Uid);
            }

            Unlink(node.Uid, old?.Owners.ExceptBy(node.Owners.Select(o => o.Uid), o => o.Uid) ?? []);
            return old;
        }
    }

    /// <summary>Takes a node out; null when there was none.</summary>
    public GarbageNode? Remove(string uid)
    {
        lock (gate)
        {
            if (nodes.Remove(uid, out var old))
            {
                Unlink(uid, old.Owners);
            }

            return old;
        }
    }

    /// <summary>Remembers that an object was deleted, for as long as others name it among their owners.</summary>
    public void NoteGone(string uid, string ns)
    {
        lock (gate)
        {
            if (dependents.ContainsKey(uid))
            {
                gone[uid] = ns;
            }
        }
    }

    /// <summary>The namespace that a deleted owner was in, empty for a cluster-scoped one; null for one that may be there.</summary>
    public string? GoneFrom(string uid)
    {
        lock (gate)
        {
            return gone.GetValueOrDefault(uid);
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

    /// <summary>The nodes that a filter chooses.</summary>
    public IReadOnlyList<GarbageNode> Where(Func<GarbageNode, bool> filter)
    {
        lock (gate)
        {
            return [.. nodes.Values.Where(filter)];
        }
    }

    private void Unlink(string uid, IEnumerable<OwnerReference> owners)
    {
        foreach (var owner in owners)
        {
            if (dependents.TryGetValue(owner.Uid, out var those) && those.Remove(uid) && those.Count == 0)
            {
                dependents.Remove(owner.Uid);
                gone.Remove(owner.Uid);
            }
        }
    }
}

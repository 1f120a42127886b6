using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>
/// Looks up the owners of an object where they are. A reference that cannot be followed — a kind that nobody serves, a namespaced
/// owner of a cluster-scoped object, an owner in another namespace — counts as an owner that stays.
/// </summary>
internal sealed class OwnerCheck(DependencyGraph graph, KindTable kinds, GarbageObjects objects, OwnerEvents events)
{
    private const int KeptUids = 500;

    // A uid never comes back: what was absent once stays so.
    private readonly HashSet<string> absent = new(StringComparer.Ordinal);

    /// <summary>Judges every owner of an object. Throws when a server that has one does not answer.</summary>
    public async Task<Ownership> JudgeAsync(GarbageNode node, IReadOnlyList<OwnerReference> owners, CancellationToken cancellationToken)
    {
        var result = new Ownership();
        var lookup = new OwnerLookup(objects, owners);
        foreach (var owner in owners.Distinct())
        {
            (await SortAsync(node, owner, lookup, result, cancellationToken).ConfigureAwait(false)).Add(owner);
        }

        return result;
    }

    private async Task<List<OwnerReference>> SortAsync(
        GarbageNode node, OwnerReference owner, OwnerLookup lookup, Ownership result, CancellationToken cancellationToken)
    {
        // First, for the owner's kind may be gone with it.
        if (graph.GoneFrom(owner.Uid) is { } from && (from.Length == 0 || from == node.Namespace))
        {
            return result.Absent;
        }

        if (kinds.Find(owner.ApiVersion, owner.Kind) is not { } kind)
        {
            result.HasUnknown = true;
            return result.Solid;
        }

        if (kind.Namespaced && node.Namespace.Length == 0)
        {
            await ReportAsync(node, owner, lookup, cancellationToken).ConfigureAwait(false);
            return result.Solid;
        }

        var key = $"{owner.Uid} {owner.ApiVersion} {owner.Kind} {node.Namespace}/{owner.Name}";
        if (absent.Contains(key))
        {
            return result.Absent;
        }

        var ns = kind.Namespaced ? node.Namespace : "";
        if (lookup.IsByName(kind))
        {
            if (await FindAsync(kind, ns, owner, cancellationToken).ConfigureAwait(false) is { } live)
            {
                return live.WaitsForDependents ? result.Waiting : result.Solid;
            }

            if (!lookup.Miss(kind))
            {
                Remember(key);
                return result.Absent;
            }
        }

        if (await lookup.FindAsync(kind, owner.Uid, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            Remember(key);
            return result.Absent;
        }

        if (place != (ns, owner.Name))
        {
            await ReportAsync(node, owner, lookup, cancellationToken).ConfigureAwait(false);
            return result.Solid;
        }

        var now = await FindAsync(kind, ns, owner, cancellationToken).ConfigureAwait(false);
        return now is null ? result.Absent : now.WaitsForDependents ? result.Waiting : result.Solid;
    }

    private async Task<LiveObject?> FindAsync(OwnedKind kind, string ns, OwnerReference owner, CancellationToken cancellationToken) =>
        await objects.FindAsync(kind, ns, owner.Name, cancellationToken).ConfigureAwait(false) is { } live && live.Uid == owner.Uid ? live : null;

    private async ValueTask ReportAsync(GarbageNode node, OwnerReference owner, OwnerLookup lookup, CancellationToken cancellationToken)
    {
        if (lookup.MayReport())
        {
            await events.ReportAsync(node, owner, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Remember(string key)
    {
        if (absent.Count == KeptUids)
        {
            absent.Clear();
        }

        absent.Add(key);
    }
}

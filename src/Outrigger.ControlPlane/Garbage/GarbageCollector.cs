using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>
/// Deletes objects whose owners are all gone, and ends the deletions that wait for dependents (foreground) or let them go (orphan).
/// The graph only says where to look: every decision is made on objects read anew.
/// </summary>
internal sealed class GarbageCollector(
    DependencyGraph graph, KindTable kinds, GarbageObjects objects, OwnerCheck owners, TimeProvider time, ILogger log)
    : IGarbageTarget, IBackgroundLoop
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    // Before a marked deletion is ended: what was created before the mark is read by then, and the client may choose another policy.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, long> marked = new(StringComparer.Ordinal);
    private readonly WorkQueue<string> queue = new("garbage-collector", time, log);

    // Those with an owner of a kind that nobody serves: looked at again when the catalog changes.
    private readonly ConcurrentDictionary<string, bool> unresolved = new(StringComparer.Ordinal);
    private volatile bool isComplete;

    /// <inheritdoc/>
    public string Name => "garbage-collector";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => queue.RunAsync(SyncAsync, cancellationToken);

    /// <inheritdoc/>
    public void Complete()
    {
        isComplete = true;
        queue.AddAll(marked.Keys);
    }

    /// <inheritdoc/>
    public void CatalogChanged()
    {
        foreach (var uid in unresolved.Keys)
        {
            unresolved.TryRemove(uid, out _);
            queue.Add(uid);
        }
    }

    /// <inheritdoc/>
    public void Put(GarbageNode node)
    {
        var old = graph.Put(node);
        if (old is not null)
        {
            AddOwners(old);
        }

        if (node.Finalizer.Length > 0 && old?.Finalizer != node.Finalizer)
        {
            marked[node.Uid] = time.GetTimestamp();
        }

        var same = old is not null && old.Address == node.Address && old.IsDeleting == node.IsDeleting && old.Finalizer == node.Finalizer
            && old.Owners.SequenceEqual(node.Owners);
        if (!same)
        {
            queue.Add(node.Uid);
        }
    }

    /// <inheritdoc/>
    public void Free(string uid)
    {
        if (graph.Remove(uid) is { } old)
        {
            AddOwners(old);
        }
    }

    /// <inheritdoc/>
    public void Gone(string uid, string ns)
    {
        graph.NoteGone(uid, ns);
        Forget(uid);
    }

    /// <inheritdoc/>
    public void Listed(GroupVersionResource resource, IReadOnlySet<string> there)
    {
        foreach (var node in graph.Where(n => IsOf(resource, n.Resource) && !there.Contains(n.Uid)))
        {
            Forget(node.Uid);
        }

        // Owners without owners are not in the graph: that they went unseen shows at their dependents.
        var ownerKinds = new Dictionary<(string ApiVersion, string Kind), bool>();
        bool MayOwn(OwnerReference owner)
        {
            var kind = (owner.ApiVersion, owner.Kind);
            if (!ownerKinds.TryGetValue(kind, out var may))
            {
                ownerKinds[kind] = may = kinds.Find(owner.ApiVersion, owner.Kind)?.Resource.GroupResource == resource.GroupResource;
            }

            return may;
        }

        AddAll(graph.Where(n => n.Owners.Any(MayOwn)));
    }

    // Nodes of a version that is not followed any more, too; but not those of another server that cannot be reached.
    private bool IsOf(GroupVersionResource listed, GroupVersionResource resource) =>
        listed == resource || (listed.GroupResource == resource.GroupResource && !kinds.IsStale(resource));

    private void Forget(string uid)
    {
        Free(uid);
        unresolved.TryRemove(uid, out _);
        marked.TryRemove(uid, out _);
        AddAll(graph.DependentsOf(uid));
    }

    private void AddAll(IEnumerable<GarbageNode> nodes)
    {
        foreach (var node in nodes)
        {
            queue.Add(node.Uid);
        }
    }

    // Owners that wait for this object.
    private void AddOwners(GarbageNode node)
    {
        foreach (var owner in node.Owners)
        {
            if (graph.Find(owner.Uid) is { IsForeground: true })
            {
                queue.Add(owner.Uid);
            }
        }
    }

    private async Task SyncAsync(string uid, CancellationToken cancellationToken)
    {
        if (graph.Find(uid) is not { } node || !kinds.IsServed(node.Resource))
        {
            return;
        }

        var live = await objects.FindAsync(node, cancellationToken).ConfigureAwait(false);
        if (live is null)
        {
            Forget(uid);
            return;
        }

        try
        {
            await SyncAsync(node, live, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 409)
        {
            // It changed since it was read: what it is now decides.
            queue.AddLater(uid, Again, cancellationToken);
        }
    }

    private async Task SyncAsync(GarbageNode node, LiveObject live, CancellationToken cancellationToken)
    {
        if (!live.IsDeleting)
        {
            await CollectAsync(node, live, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!isComplete)
        {
            return; // who depends on it is not known yet; it is looked at again then
        }

        if (marked.TryGetValue(node.Uid, out var since) && time.GetElapsedTime(since) is var age && age < Settling)
        {
            queue.AddLater(node.Uid, Settling - age, cancellationToken);
            return;
        }

        switch (CollectorFinalizers.Of(live.Meta.Finalizers))
        {
            case CollectorFinalizers.Orphan:
                await OrphanAsync(node, cancellationToken).ConfigureAwait(false);
                break;
            case CollectorFinalizers.Foreground:
                await WaitAsync(node, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task OrphanAsync(GarbageNode node, CancellationToken cancellationToken)
    {
        var uids = new HashSet<string>(StringComparer.Ordinal) { node.Uid };
        foreach (var dependent in graph.DependentsOf(node.Uid))
        {
            await objects.EditAsync(dependent, meta => DropOwners(meta, uids), cancellationToken).ConfigureAwait(false);
        }

        await FinishAsync(node, CollectorFinalizers.Orphan, cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitAsync(GarbageNode node, CancellationToken cancellationToken)
    {
        var dependents = graph.DependentsOf(node.Uid);
        AddAll(dependents.Where(d => !d.IsDeleting));
        if (!dependents.Any(d => d.Blocks(node.Uid)))
        {
            await FinishAsync(node, CollectorFinalizers.Foreground, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task FinishAsync(GarbageNode node, string finalizer, CancellationToken cancellationToken) =>
        objects.EditAsync(node, meta => meta.Finalizers = [.. meta.Finalizers.Where(f => f != finalizer)], cancellationToken);

    private async Task CollectAsync(GarbageNode node, LiveObject live, CancellationToken cancellationToken)
    {
        if (live.Meta.OwnerReferences.Count == 0)
        {
            return;
        }

        var verdict = await owners.JudgeAsync(node, live.Meta.OwnerReferences, cancellationToken).ConfigureAwait(false);
        if (verdict.HasUnknown)
        {
            unresolved[node.Uid] = true;
        }

        if (verdict.Solid.Count > 0)
        {
            var useless = verdict.Absent.Concat(verdict.Waiting).Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
            if (useless.Count > 0)
            {
                await objects.EditAsync(node, meta => DropOwners(meta, useless), cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var dependents = graph.DependentsOf(node.Uid);
        if (verdict.Waiting.Count == 0 || dependents.Count == 0)
        {
            await objects.DeleteAsync(node, live, Policy(live), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (dependents.Any(d => d.IsForeground))
        {
            // The owners wait for each other in a circle: this one lets go.
            await objects.EditAsync(node, StopBlocking, cancellationToken).ConfigureAwait(false);
            live = await objects.FindAsync(node, cancellationToken).ConfigureAwait(false) ?? live;
        }

        await objects.DeleteAsync(node, live, "Foreground", cancellationToken).ConfigureAwait(false);
    }

    // A finalizer of the collector that is there already is a wish.
    private static string Policy(LiveObject live) => CollectorFinalizers.Of(live.Meta.Finalizers) switch
    {
        CollectorFinalizers.Orphan => "Orphan",
        CollectorFinalizers.Foreground => "Foreground",
        _ => "Background",
    };

    private static void DropOwners(MetadataView meta, IReadOnlySet<string> uids) =>
        meta.OwnerReferences = [.. meta.OwnerReferences.Where(o => !uids.Contains(o.Uid))];

    private static void StopBlocking(MetadataView meta) =>
        meta.OwnerReferences = [.. meta.OwnerReferences.Select(o => o.BlockOwnerDeletion is true ? o with { BlockOwnerDeletion = false } : o)];
}

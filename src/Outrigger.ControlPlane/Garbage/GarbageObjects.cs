using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>The reads and writes of the collector.</summary>
/// <param name="objects">For what this process serves.</param>
/// <param name="kinds">Tells who serves a resource.</param>
/// <param name="client">For what other servers serve; null until the server is up.</param>
internal sealed class GarbageObjects(LocalObjects objects, KindTable kinds, Func<KubernetesClient?> client)
{
    /// <summary>The node's object; null when it is gone, or another one has its name.</summary>
    public async Task<LiveObject?> FindAsync(GarbageNode node, CancellationToken cancellationToken) =>
        await FindAsync(node.Resource, kinds.IsRemote(node.Resource), node.Namespace, node.Name, cancellationToken).ConfigureAwait(false)
            is { } found && found.Uid == node.Uid ? found : null;

    /// <summary>The object of this name, whatever its uid; null when there is none. Throws when its server does not answer.</summary>
    public Task<LiveObject?> FindAsync(OwnedKind kind, string ns, string name, CancellationToken cancellationToken) =>
        FindAsync(kind.Resource, !kind.IsLocal, ns, name, cancellationToken);

    /// <summary>Namespace and name of each object of a kind that has one of these uids, of all namespaces.</summary>
    public async Task<IReadOnlyDictionary<string, (string Namespace, string Name)>> WhereAsync(
        OwnedKind kind, IReadOnlySet<string> uids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        if (kind.IsLocal)
        {
            var all = await objects.ListAsync(kind.Resource, "", cancellationToken).ConfigureAwait(false);
            foreach (var item in all.Items.Where(i => uids.Contains(i.Uid)))
            {
                found[item.Uid] = (item.Namespace, item.Name);
            }

            return found;
        }

        var list = await Rest(kind.Resource).ListAsync(new ResourcePath(kind.Resource), null, cancellationToken).ConfigureAwait(false);
        foreach (var meta in JsonNodes.Objects(list, "items").Select(MetadataView.Of).Where(m => uids.Contains(m.Uid)))
        {
            found[meta.Uid] = (meta.Namespace, meta.Name);
        }

        return found;
    }

    /// <summary>Changes the metadata of the node's object; nothing happens when it is gone.</summary>
    public async Task EditAsync(GarbageNode node, Action<MetadataView> edit, CancellationToken cancellationToken)
    {
        if (!kinds.IsRemote(node.Resource))
        {
            await objects.UpdateAsync(node.Address, tree => EditOne(tree, node.Uid, edit), cancellationToken).ConfigureAwait(false);
            return;
        }

        var path = new ResourcePath(node.Resource, node.Namespace, node.Name);
        if (await Rest(node.Resource).FindAsync(path, cancellationToken).ConfigureAwait(false) is not { } tree)
        {
            return;
        }

        // 409 when it changed meanwhile: it is looked at again then.
        var before = tree.DeepClone();
        EditOne(tree, node.Uid, edit);
        if (!JsonNodes.DeepEqual(before, tree))
        {
            await Rest(node.Resource).ReplaceAsync(path, tree, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the object as it was read, and no other: 409 when it changed since.</summary>
    public async Task DeleteAsync(GarbageNode node, LiveObject live, string policy, CancellationToken cancellationToken)
    {
        if (kinds.IsRemote(node.Resource))
        {
            await DeleteRemotelyAsync(node, live, policy, cancellationToken).ConfigureAwait(false);
            return;
        }

        var options = new DeleteOptions(
            PropagationPolicy: policy, PreconditionUid: live.Uid, PreconditionResourceVersion: live.ResourceVersion);
        await objects.DeleteAsync(node.Address, options, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task DeleteRemotelyAsync(GarbageNode node, LiveObject live, string policy, CancellationToken cancellationToken)
    {
        var options = new JsonObject
        {
            ["propagationPolicy"] = policy,
            ["preconditions"] = new JsonObject { ["uid"] = live.Uid, ["resourceVersion"] = live.ResourceVersion },
        };
        try
        {
            await Rest(node.Resource).DeleteAsync(new ResourcePath(node.Resource, node.Namespace, node.Name), options, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // Gone already.
        }
    }

    private KubernetesClient Rest(GroupVersionResource resource) =>
        client() ?? throw new InvalidOperationException($"{resource} cannot be reached before the server is up");

    private static void EditOne(JsonObject tree, string uid, Action<MetadataView> edit)
    {
        var meta = MetadataView.Of(tree);
        if (meta.Uid == uid)
        {
            edit(meta);
        }
    }

    private async Task<LiveObject?> FindAsync(
        GroupVersionResource resource, bool isRemote, string ns, string name, CancellationToken cancellationToken)
    {
        if (isRemote)
        {
            var tree = await Rest(resource).FindAsync(new ResourcePath(resource, ns, name), cancellationToken).ConfigureAwait(false);
            return tree is null ? null : new LiveObject(MetadataView.Of(tree), MetadataView.Of(tree).ResourceVersion);
        }

        return await objects.FindAsync(resource, ns, name, cancellationToken).ConfigureAwait(false) is { } stored
            ? new LiveObject(MetadataView.Of(stored.ToTree()), stored.ResourceVersion.ToString(CultureInfo.InvariantCulture))
            : null;
    }
}

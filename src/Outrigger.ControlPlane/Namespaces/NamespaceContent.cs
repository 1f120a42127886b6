using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>Deletes what is in a namespace, whoever serves it, and tells what is left.</summary>
/// <param name="objects">For what this process serves.</param>
/// <param name="catalog">What is served at all.</param>
/// <param name="client">For what other servers serve: requests that enter our own pipeline. Null until the server is up.</param>
/// <param name="holdings">What is known of servers that cannot be asked.</param>
internal sealed class NamespaceContent(
    LocalObjects objects, IResourceCatalog catalog, Func<KubernetesClient?> client, RemoteHoldings holdings)
{
    /// <summary>Deletes everything once. Pods go first: nothing that guards them may be gone while they run (CVE-2024-7598).</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="created">When it was created.</param>
    /// <param name="cancellationToken">Ends the pass.</param>
    public async Task<RemainingContent> DeleteAsync(string ns, DateTimeOffset? created, CancellationToken cancellationToken)
    {
        var remaining = new RemainingContent();
        var groups = catalog.Current.Groups.SelectMany(versions => versions).ToList();

        // each resource once: in the version that is stored, which needs no conversion
        var local = groups.SelectMany(g => g.Resources)
            .Where(r => r.Kind.Namespaced && r.Verbs.Delete is not null)
            .OrderByDescending(r => string.Equals(r.Kind.Kind.Version, r.Kind.StorageVersion, StringComparison.Ordinal))
            .DistinctBy(r => r.Kind.Resource.GroupResource)
            .ToList();
        foreach (var pods in local.Where(r => r.Kind.Resource == CoreResources.Pods))
        {
            await TryAsync(remaining, () => DeleteLocalAsync(pods, ns, remaining, cancellationToken)).ConfigureAwait(false);
        }

        if (remaining.Any)
        {
            return remaining;
        }

        foreach (var resource in local.Where(r => r.Kind.Resource != CoreResources.Pods))
        {
            await TryAsync(remaining, () => DeleteLocalAsync(resource, ns, remaining, cancellationToken)).ConfigureAwait(false);
        }

        foreach (var group in groups.Where(g => g.Remote is not null))
        {
            if (group.Remote!.Discovery is not { } discovery || client() is not { } rest)
            {
                if (holdings.MayHold(group, ns, created))
                {
                    remaining.Unreachable(group.GroupVersion);
                }

                continue;
            }

            foreach (var resource in RemoteResources.Read(group.GroupVersion, discovery).Where(r => r.Namespaced && r.Can("delete", "list")))
            {
                await TryAsync(remaining, () => DeleteRemoteAsync(rest, resource, ns, remaining, cancellationToken)).ConfigureAwait(false);
            }
        }

        return remaining;
    }

    // What one resource refuses is no reason to keep the others.
    private static async Task TryAsync(RemainingContent remaining, Func<Task> delete)
    {
        try
        {
            await delete().ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code is 404 or 405)
        {
            // It is not there any more, or has no such verb.
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException or InvalidOperationException or ArgumentException)
        {
            remaining.Failed(e.Message);
        }
    }

    private async Task DeleteLocalAsync(
        ServedResource resource, string ns, RemainingContent remaining, CancellationToken cancellationToken)
    {
        if (resource.Verbs.List is not { } list || resource.Verbs.Delete is not { } delete)
        {
            return;
        }

        var context = objects.Context(resource.Kind.Resource, ns, "");
        var options = new DeleteOptions(PropagationPolicy: "Background");
        await delete.DeleteCollectionAsync(context, new ListQuery(), options, cancellationToken).ConfigureAwait(false);
        var left = await list.ListAsync(context, new ListQuery(), cancellationToken).ConfigureAwait(false);

        // first, so that no failure below passes for an empty namespace
        remaining.Add(
            resource.Kind.Resource.GroupResource,
            left.Items.Select(i => JsonNodes.StringList(JsonNodes.Get(i.ToTree(), "metadata", "finalizers"))));
        if (resource.Kind.Resource == CoreResources.Pods)
        {
            await RemoveOverdueAsync(context, left.Items, cancellationToken).ConfigureAwait(false);
        }
    }

    // A pod whose grace period is over should have been removed by its node; there may be none.
    private async Task RemoveOverdueAsync(OperationContext context, IReadOnlyList<StoredObject> pods, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.Where(p => MetadataView.Of(p.ToTree()).DeletionTimestamp < context.Now))
        {
            var now = new DeleteOptions(GracePeriodSeconds: 0, PreconditionUid: pod.Uid);
            await objects.DeleteAsync(new ObjectAddress(context.Resource, pod.Namespace, pod.Name), now, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task DeleteRemoteAsync(
        KubernetesClient rest, RemoteResource resource, string ns, RemainingContent remaining, CancellationToken cancellationToken)
    {
        var path = new ResourcePath(resource.Resource, ns);
        var listed = await ItemsAsync(rest, path, cancellationToken).ConfigureAwait(false);
        if (listed.Count == 0)
        {
            return;
        }

        if (resource.Can("deletecollection"))
        {
            await rest.DeleteCollectionAsync(path, null, Background(), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            foreach (var item in listed)
            {
                await DeleteOneAsync(rest, path.Named(JsonNodes.GetString(item, "metadata", "name") ?? ""), cancellationToken).ConfigureAwait(false);
            }
        }

        var left = await ItemsAsync(rest, path, cancellationToken).ConfigureAwait(false);
        remaining.Add(
            path.Resource.GroupResource,
            left.Select(i => JsonNodes.StringList(JsonNodes.Get(i, "metadata", "finalizers"))));
    }

    private static async Task DeleteOneAsync(KubernetesClient rest, ResourcePath path, CancellationToken cancellationToken)
    {
        try
        {
            await rest.DeleteAsync(path, Background(), cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // Gone already.
        }
    }

    private static JsonObject Background() => new() { ["propagationPolicy"] = "Background" };

    private static async Task<List<JsonObject>> ItemsAsync(KubernetesClient rest, ResourcePath path, CancellationToken cancellationToken)
    {
        var list = await rest.ListAsync(path, new ListOptions { MetadataOnly = true }, cancellationToken).ConfigureAwait(false);
        return [.. JsonNodes.Objects(list, "items")];
    }
}

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
internal sealed class NamespaceContent(LocalObjects objects, IResourceCatalog catalog, Func<KubernetesClient?> client)
{
    /// <summary>Deletes everything once. Pods go first: nothing that guards them may be gone while they run (CVE-2024-7598).</summary>
    public async Task<RemainingContent> DeleteAsync(string ns, CancellationToken cancellationToken)
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
            await DeleteLocalAsync(pods, ns, remaining, cancellationToken).ConfigureAwait(false);
        }

        if (remaining.Any)
        {
            return remaining;
        }

        foreach (var resource in local.Where(r => r.Kind.Resource != CoreResources.Pods))
        {
            await DeleteLocalAsync(resource, ns, remaining, cancellationToken).ConfigureAwait(false);
        }

        foreach (var group in groups.Where(g => g.Remote is not null))
        {
            await DeleteRemoteAsync(group, ns, remaining, cancellationToken).ConfigureAwait(false);
        }

        return remaining;
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
        if (resource.Kind.Resource == CoreResources.Pods)
        {
            await RemoveOverdueAsync(delete, context, left.Items, cancellationToken).ConfigureAwait(false);
        }

        remaining.Add(
            resource.Kind.Resource.GroupResource,
            left.Items.Select(i => JsonNodes.StringList(JsonNodes.Get(i.ToTree(), "metadata", "finalizers"))));
    }

    // A pod whose grace period is over should have been removed by its node; there may be none.
    private static async Task RemoveOverdueAsync(
        IObjectDeleter delete, OperationContext context, IReadOnlyList<StoredObject> pods, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.Where(p => MetadataView.Of(p.ToTree()).DeletionTimestamp < context.Now))
        {
            var now = new DeleteOptions(GracePeriodSeconds: 0, PreconditionUid: pod.Uid);
            await delete.DeleteAsync(context with { Name = pod.Name }, now, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteRemoteAsync(
        CatalogGroupVersion group, string ns, RemainingContent remaining, CancellationToken cancellationToken)
    {
        try
        {
            if (group.Remote?.Discovery is not { } document || client() is not { } rest)
            {
                remaining.Unreachable(group.GroupVersion, "what it serves is not known");
                return;
            }

            foreach (var resource in Deletable(group.GroupVersion, ObjectReader.Read(document.Span)))
            {
                await DeleteRemoteAsync(rest, new ResourcePath(resource, ns), remaining, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or ObjectReadException or TimeoutException)
        {
            remaining.Unreachable(group.GroupVersion, e.Message);
        }
    }

    private static async Task DeleteRemoteAsync(
        KubernetesClient rest, ResourcePath path, RemainingContent remaining, CancellationToken cancellationToken)
    {
        var options = new JsonObject { ["propagationPolicy"] = "Background" };
        var listed = Items(await rest.ListAsync(path, null, cancellationToken).ConfigureAwait(false));
        foreach (var item in listed)
        {
            await DeleteOneAsync(rest, path.Named(JsonNodes.GetString(item, "metadata", "name") ?? ""), options, cancellationToken)
                .ConfigureAwait(false);
        }

        var left = listed.Count == 0 ? [] : Items(await rest.ListAsync(path, null, cancellationToken).ConfigureAwait(false));
        remaining.Add(
            path.Resource.GroupResource,
            left.Select(i => JsonNodes.StringList(JsonNodes.Get(i, "metadata", "finalizers"))));
    }

    private static async Task DeleteOneAsync(
        KubernetesClient rest, ResourcePath path, JsonObject options, CancellationToken cancellationToken)
    {
        try
        {
            await rest.DeleteAsync(path, (JsonObject)options.DeepClone(), cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // Gone already.
        }
    }

    private static List<JsonObject> Items(JsonObject list) => [.. (JsonNodes.GetArray(list, "items") ?? []).OfType<JsonObject>()];

    // The aggregated-discovery entry of a version: resources with scope and verbs.
    private static IEnumerable<GroupVersionResource> Deletable(GroupVersion version, JsonObject discovery) =>
        (JsonNodes.GetArray(discovery, "resources") ?? [])
            .OfType<JsonObject>()
            .Where(r => JsonNodes.GetString(r, "scope") is "Namespaced"
                && JsonNodes.StringList(r["verbs"]) is var verbs
                && verbs.Contains("delete", StringComparer.Ordinal)
                && verbs.Contains("list", StringComparer.Ordinal))
            .Select(r => new GroupVersionResource(version.Group, version.Version, JsonNodes.GetString(r, "resource") ?? ""));
}

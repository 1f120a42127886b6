using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Autoscaling.Calculation;
using Outrigger.Server.Catalog;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>Reads and writes scale subresources, of kinds of this process and of other servers alike: through the front door.</summary>
/// <param name="catalog">Which kinds there are.</param>
/// <param name="client">Enters our own pipeline.</param>
/// <param name="mayWrite">Asked before each write: whether this server still leads.</param>
internal sealed class ScaleClient(IResourceCatalog catalog, KubernetesClient client, Func<bool> mayWrite)
{
    private const int MaxTries = 5;

    /// <summary>The resources of a kind, of all versions of its group, the one that is asked for first.</summary>
    public IReadOnlyList<GroupVersionResource> Resources(string apiVersion, string kind)
    {
        if (!GroupVersion.TryParse(apiVersion, out var asked))
        {
            throw new ReplicaException($"unexpected GroupVersion string: {apiVersion}");
        }

        var versions = catalog.Current.Groups.SelectMany(g => g).Where(v => v.GroupVersion.Group == asked.Group);
        var found = versions.OrderByDescending(v => v.GroupVersion == asked).SelectMany(v => Resources(v, kind)).ToList();
        return found.Count > 0 ? found : throw new ReplicaException($"no matches for kind \"{kind}\" in group \"{asked.Group}\"");
    }

    /// <summary>The scale of a target; throws what its server says of the first version when no version has one.</summary>
    public async Task<TargetScale> GetAsync(string ns, TargetReference target, CancellationToken cancellationToken)
    {
        StatusException? first = null;
        foreach (var resource in Resources(target.ApiVersion, target.Kind))
        {
            var path = new ResourcePath(resource, ns, target.Name, "scale");
            try
            {
                return new TargetScale(path, await client.GetAsync(path, cancellationToken).ConfigureAwait(false));
            }
            catch (StatusException e)
            {
                first ??= e;
            }
        }

        throw first!;
    }

    /// <summary>Sets the number of replicas; what others changed meanwhile stays.</summary>
    public async Task SetAsync(TargetScale scale, int replicas, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var body = (JsonObject)scale.Body.DeepClone();
            JsonNodes.Ensure(body, "spec")["replicas"] = replicas;
            if (!mayWrite())
            {
                throw new OperationCanceledException("this server leads no more: another one's autoscaler does this");
            }

            try
            {
                await client.ReplaceAsync(scale.Path, body, new WriteOptions { FieldManager = AutoscalerController.Manager }, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StatusException e) when (e.Status.Code == 409 && attempt < MaxTries)
            {
                scale = scale with { Body = await client.GetAsync(scale.Path, cancellationToken).ConfigureAwait(false) };
            }
        }
    }

    private static IEnumerable<GroupVersionResource> Resources(CatalogGroupVersion version, string kind) =>
        version.Remote is { } remote
            ? RemoteResources.Read(version.GroupVersion, remote.LastDiscovery).Where(r => r.Kind == kind).Select(r => r.Resource)
            : version.Resources.Where(r => r.Kind.Kind.Kind == kind).Select(r => r.Kind.Resource);
}

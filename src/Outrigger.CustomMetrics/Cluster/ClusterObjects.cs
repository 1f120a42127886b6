using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Client.Rest;
using Outrigger.CustomMetrics.Providers;

namespace Outrigger.CustomMetrics.Cluster;

/// <summary>What a provider may want to know of the main server's objects. Its account needs the right to list what it asks for.</summary>
public sealed class ClusterObjects
{
    private readonly ResourceIdentities identities;

    internal ClusterObjects(KubernetesClient main, ResourceIdentities identities)
    {
        Main = main;
        this.identities = identities;
    }

    /// <summary>The main server, as the account of this server.</summary>
    public KubernetesClient Main { get; }

    /// <summary>The kind and preferred version of a resource; null when the main server has none such.</summary>
    public ValueTask<ResourceIdentity?> FindResourceAsync(GroupResource resource, CancellationToken cancellationToken) =>
        identities.FindAsync(resource, cancellationToken);

    /// <summary>The names of the objects that a metric is asked for, by their labels; StatusException 404 when there is no such resource.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CustomMetric metric, LabelSelector objects, CancellationToken cancellationToken)
    {
        var identity = await FindResourceAsync(metric.Resource, cancellationToken).ConfigureAwait(false)
            ?? throw MetricErrors.NotFound(metric.Resource, metric.Name);
        var options = new ListOptions { LabelSelector = objects.ToString(), ResourceVersion = "0", MetadataOnly = true };
        var list = await Main.ListAsync(new ResourcePath(identity.Resource, metric.Namespace), options, cancellationToken).ConfigureAwait(false);
        return [.. JsonNodes.Objects(list, "items").Select(o => JsonNodes.GetString(o, "metadata", "name") ?? "")];
    }
}

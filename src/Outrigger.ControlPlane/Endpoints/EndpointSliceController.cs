using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>
/// Keeps the EndpointSlices of Services with a selector, at most 100 endpoints each. Slices of anybody else, which do not carry its
/// label, are left alone; those of a Service that is gone are the garbage collector's.
/// </summary>
internal sealed class EndpointSliceController : IBackgroundLoop
{
    private const int MostEndpoints = 100;
    private readonly LocalObjects objects;
    private readonly ServicePods pods;
    private readonly WorkQueue<ServiceKey> queue;
    private readonly ObjectFeed slices;
    private readonly Reconciliation<SliceWork> steps;

    public EndpointSliceController(string name, LocalObjects objects, TimeProvider time, ILogger log)
    {
        Name = name;
        this.objects = objects;
        pods = new ServicePods(objects);
        queue = new WorkQueue<ServiceKey>(name, time, log);
        slices = new ObjectFeed(CoreResources.EndpointSlices, objects, time, log) { OnPut = Look, OnRemove = Look };
        steps = new Reconciliation<SliceWork>(FindServiceAsync, GroupPodsAsync, ReadSlicesAsync, WriteAsync);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>To be called for a Service that changed, or whose pods did.</summary>
    public void Add(ServiceKey service) => queue.Add(service);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        slices.RunAsync(cancellationToken),
        queue.RunAsync((key, token) => steps.RunAsync(new SliceWork(key), token), cancellationToken));

    private static bool IsOurs(StoredObject slice) =>
        slice.Labels.TryGetValue(SliceLabels.ManagedBy, out var manager) && manager == SliceLabels.Manager;

    // somebody may have changed or deleted one of ours
    private void Look(StoredObject slice)
    {
        if (IsOurs(slice) && slice.Labels.TryGetValue(SliceLabels.Service, out var service))
        {
            Add(new ServiceKey(slice.Namespace, service));
        }
    }

    private async ValueTask<Next> FindServiceAsync(SliceWork work, CancellationToken cancellationToken)
    {
        work.Service = await pods.FindAsync(work.Key, cancellationToken).ConfigureAwait(false);
        return work.Service?.Selector is null ? Next.Stop : Next.Step;
    }

    private async ValueTask<Next> GroupPodsAsync(SliceWork work, CancellationToken cancellationToken)
    {
        var chosen = await pods.OfAsync(work.Service!, cancellationToken).ConfigureAwait(false);
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in chosen.Select(p => p.NodeName).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (await pods.ZoneAsync(node, cancellationToken).ConfigureAwait(false) is { } zone)
            {
                zones[node] = zone;
            }
        }

        work.Wanted = new EndpointBuilder(work.Service!, zones).Groups(chosen);
        return Next.Step;
    }

    private async ValueTask<Next> ReadSlicesAsync(SliceWork work, CancellationToken cancellationToken)
    {
        var all = await objects.ListAsync(CoreResources.EndpointSlices, work.Key.Namespace, cancellationToken).ConfigureAwait(false);
        work.There =
        [
            .. all.Items
                .Where(s => IsOurs(s) && !s.IsDeleting && s.Labels.TryGetValue(SliceLabels.Service, out var service) && service == work.Key.Name)
                .OrderBy(s => s.Name, StringComparer.Ordinal)
                .Select(SliceView.Read),
        ];
        return Next.Step;
    }

    private async ValueTask<Next> WriteAsync(SliceWork work, CancellationToken cancellationToken)
    {
        var writer = new SliceWriter(objects, work.Service!);
        var changes = new SlicePlan(work.Service!.Families, MostEndpoints).Make(work.There, work.Wanted);
        foreach (var change in changes)
        {
            await writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }

        var changed = changes.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var slice in work.There.Where(s => !changed.Contains(s.Name)))
        {
            await writer.LabelAsync(slice, cancellationToken).ConfigureAwait(false);
        }

        return Next.Stop;
    }
}

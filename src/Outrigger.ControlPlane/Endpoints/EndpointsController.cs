using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>Keeps an Endpoints object of its name for each Service with a selector, for clients that do not know slices.</summary>
internal sealed class EndpointsController : IBackgroundLoop
{
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string Manager = "endpoint-controller";
    private readonly LocalObjects objects;
    private readonly ServicePods pods;
    private readonly WorkQueue<ServiceKey> queue;
    private readonly ObjectFeed endpoints;
    private readonly Reconciliation<EndpointsWork> steps;

    public EndpointsController(string name, LocalObjects objects, TimeProvider time, ILogger log)
    {
        Name = name;
        this.objects = objects;
        pods = new ServicePods(objects);
        queue = new WorkQueue<ServiceKey>(name, time, log);
        endpoints = new ObjectFeed(CoreResources.Endpoints, objects, time, log) { OnPut = LookAtOurs, OnRemove = gone => Add(Key(gone)) };
        steps = new Reconciliation<EndpointsWork>(FindServiceAsync, RemoveOrphanAsync, BuildSubsetsAsync, UpdateAsync, CreateAsync);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>To be called for a Service that changed, or whose pods did.</summary>
    public void Add(ServiceKey service) => queue.Add(service);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        endpoints.RunAsync(cancellationToken),
        queue.RunAsync((key, token) => steps.RunAsync(new EndpointsWork(key), token), cancellationToken));

    private static ServiceKey Key(StoredObject obj) => new(obj.Namespace, obj.Name);

    private static ObjectAddress Address(ServiceKey key) => new(CoreResources.Endpoints, key.Namespace, key.Name);

    private static bool IsOurs(StoredObject found) => found.Labels.TryGetValue(ManagedBy, out var manager) && manager == Manager;

    private void LookAtOurs(StoredObject found)
    {
        if (IsOurs(found))
        {
            Add(Key(found));
        }
    }

    private async ValueTask<Next> FindServiceAsync(EndpointsWork work, CancellationToken cancellationToken)
    {
        work.Service = await pods.FindAsync(work.Key, cancellationToken).ConfigureAwait(false);
        return work.Service is null || work.Service.Selector is not null ? Next.Step : Next.Stop;
    }

    // an Endpoints object has no owner that the garbage collector could miss
    private async ValueTask<Next> RemoveOrphanAsync(EndpointsWork work, CancellationToken cancellationToken)
    {
        if (work.Service is not null)
        {
            return Next.Step;
        }

        if (await objects.FindAsync(CoreResources.Endpoints, work.Key.Namespace, work.Key.Name, cancellationToken).ConfigureAwait(false) is { } orphan
            && IsOurs(orphan))
        {
            await objects.DeleteAsync(Address(work.Key), new DeleteOptions(PreconditionUid: orphan.Uid), cancellationToken).ConfigureAwait(false);
        }

        return Next.Stop;
    }

    private async ValueTask<Next> BuildSubsetsAsync(EndpointsWork work, CancellationToken cancellationToken)
    {
        work.Subsets = EndpointSubsets.Of(work.Service!, await pods.OfAsync(work.Service!, cancellationToken).ConfigureAwait(false));
        return Next.Step;
    }

    // an update would create what is not there, and not by our form
    private async ValueTask<Next> UpdateAsync(EndpointsWork work, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(CoreResources.Endpoints, work.Key.Namespace, work.Key.Name, cancellationToken).ConfigureAwait(false) is null)
        {
            return Next.Step;
        }

        await objects.UpdateAsync(Address(work.Key), there => Fill(there, work), cancellationToken).ConfigureAwait(false);
        return Next.Stop;
    }

    private async ValueTask<Next> CreateAsync(EndpointsWork work, CancellationToken cancellationToken)
    {
        var made = new JsonObject { ["metadata"] = new JsonObject { ["name"] = work.Key.Name, ["namespace"] = work.Key.Namespace } };
        Fill(made, work);
        await ContentWrite.CreateAsync(objects, CoreResources.Endpoints, work.Key.Namespace, made, cancellationToken).ConfigureAwait(false);
        return Next.Stop;
    }

    private static void Fill(JsonObject there, EndpointsWork work)
    {
        var service = work.Service!;
        var labels = service.Labels.ToDictionary(StringComparer.Ordinal);
        labels.Remove(ServiceView.HeadlessLabel);
        if (service.IsHeadless)
        {
            labels[ServiceView.HeadlessLabel] = "";
        }

        labels[ManagedBy] = Manager;
        JsonNodes.Ensure(there, "metadata")["labels"] = SliceLabels.ToJson(labels);
        if (work.Subsets.Count > 0)
        {
            there["subsets"] = work.Subsets.DeepClone();
        }
        else
        {
            there.Remove("subsets");
        }
    }
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Stores;
using Outrigger.Server.Leading;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>Ends the deletion of CRDs: deletes their objects, and when none is left takes the finalizer out, with which the CRD goes.</summary>
internal sealed class InstanceCleanup(LocalObjects objects, ServedDefinitions served, ILeadership leadership, TimeProvider time, ILogger log)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly WorkQueue<string> queue = new("crd-cleanup", time, log);

    /// <summary>To be called for a CRD that is being deleted.</summary>
    public void Add(string name) => queue.Add(name);

    /// <summary>Works until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => queue.RunAsync(SyncAsync, cancellationToken);

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.CustomResourceDefinitions, "", name, cancellationToken).ConfigureAwait(false);
        if (found is not { IsDeleting: true } || !leadership.IsLeading)
        {
            return;
        }

        var crd = new Definition(found.ToTree());
        if (!crd.Metadata.Finalizers.Contains(Definition.CleanupFinalizer, StringComparer.Ordinal))
        {
            return;
        }

        if (!crd.IsEstablished)
        {
            await FinishAsync(name, Condition.NeverEstablished, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(name, c => Conditions.Set(c, Condition.DeletionInProgress, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        if (served.Find(name) is { } definition && await DeleteAsync(definition, cancellationToken).ConfigureAwait(false))
        {
            await FinishAsync(name, Condition.DeletionCompleted, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            queue.AddLater(name, Again, cancellationToken);
        }
    }

    // Whether nothing is left.
    private async Task<bool> DeleteAsync(ServedDefinition definition, CancellationToken cancellationToken)
    {
        var store = definition.Registration.Store;
        await store.Cache.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var there = await store.Cache.LatestAsync(cancellationToken).ConfigureAwait(false);
        var workers = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(there.Range(), workers, (item, token) => DeleteAsync(store, item, token)).ConfigureAwait(false);
        var left = await store.Cache.LatestAsync(cancellationToken).ConfigureAwait(false);
        return left.CountRange() == 0;
    }

    // Each in the version in which it is stored, so that a conversion webhook that is gone does not keep the CRD.
    private async ValueTask DeleteAsync(ObjectStore store, StoredObject item, CancellationToken cancellationToken)
    {
        var kind = store.Model.Find(item.Version) ?? store.Model.StorageKind;
        try
        {
            await store.DeleteAsync(objects.Context(kind.Resource, item.Namespace, item.Name), new DeleteOptions(), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // Gone already.
        }
    }

    private Task FinishAsync(string name, Condition condition, CancellationToken cancellationToken) => WriteAsync(
        name,
        crd =>
        {
            Conditions.Set(crd, condition, time.GetUtcNow());
            var meta = new Definition(crd).Metadata;
            meta.Finalizers = [.. meta.Finalizers.Where(f => f is not Definition.CleanupFinalizer)];
        },
        cancellationToken);

    private async Task WriteAsync(string name, Action<JsonObject> edit, CancellationToken cancellationToken) =>
        await objects.UpdateAsync(new ObjectAddress(CoreResources.CustomResourceDefinitions, "", name, "status"), edit, cancellationToken)
            .ConfigureAwait(false);
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>Makes the pods of a ReplicaSet's template, and deletes pods; tells of each in an Event.</summary>
internal sealed class PodWriter(LocalObjects objects, ObjectEvents events)
{
    /// <summary>Makes one; does nothing where the namespace is going.</summary>
    public async Task CreateAsync(ReplicaSetView set, CancellationToken cancellationToken)
    {
        try
        {
            var made = await objects.CreateAsync(CoreResources.Pods, set.Namespace, Pod(set), cancellationToken).ConfigureAwait(false);
            await events.NoteAsync(set.Owner.Subject, "SuccessfulCreate", $"Created pod: {made.Name}", cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e)
        {
            if (await ContentWrite.IsGoingAsync(objects, set.Namespace, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await events.WarnAsync(set.Owner.Subject, "FailedCreate", $"Error creating: {e.Message}", cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Deletes one, which may be gone already.</summary>
    public async Task DeleteAsync(ReplicaSetView set, PodFacts pod, CancellationToken cancellationToken)
    {
        try
        {
            var address = new ObjectAddress(CoreResources.Pods, pod.Namespace, pod.Name);
            if (await objects.DeleteAsync(address, new DeleteOptions(PreconditionUid: pod.Uid), cancellationToken).ConfigureAwait(false))
            {
                await events.NoteAsync(set.Owner.Subject, "SuccessfulDelete", $"Deleted pod: {pod.Name}", cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StatusException e)
        {
            await events.WarnAsync(set.Owner.Subject, "FailedDelete", $"Error deleting: {e.Message}", cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static JsonObject Pod(ReplicaSetView set)
    {
        var meta = new JsonObject { ["generateName"] = $"{set.Name}-" };
        foreach (var field in new[] { "labels", "annotations", "finalizers" })
        {
            if (JsonNodes.Get(set.Template, "metadata", field) is { } given)
            {
                meta[field] = given.DeepClone();
            }
        }

        meta["ownerReferences"] = new JsonArray(set.Owner.Reference().ToJson());
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = meta,
            ["spec"] = JsonNodes.Get(set.Template, "spec")?.DeepClone(),
        };
    }
}

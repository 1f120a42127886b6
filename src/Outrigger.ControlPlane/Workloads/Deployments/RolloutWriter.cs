using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Writes what the steps of a rollout decide: the size of ReplicaSets, the status of the Deployment.</summary>
internal sealed class RolloutWriter(LocalObjects objects, ObjectEvents events)
{
    /// <summary>Gives a ReplicaSet another size; false when it has that already.</summary>
    /// <param name="work">Whose it is.</param>
    /// <param name="set">The ReplicaSet.</param>
    /// <param name="size">Wanted replicas.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<bool> ScaleAsync(Rollout work, RolloutSet set, int size, CancellationToken cancellationToken) =>
        set.Replicas != size && await ResizeAsync(work, set, size, cancellationToken).ConfigureAwait(false);

    /// <summary>The same, and notes for which size of the Deployment it was done though the ReplicaSet's own stays.</summary>
    public async ValueTask<bool> ResizeAsync(Rollout work, RolloutSet set, int size, CancellationToken cancellationToken)
    {
        var before = set.Replicas;
        var written = await objects.UpdateAsync(
            Address(set),
            there =>
            {
                if (JsonNodes.GetString(there, "metadata", "uid") == set.Uid)
                {
                    JsonNodes.Ensure(there, "spec")["replicas"] = size;
                    RolloutNotes.Scaled(JsonNodes.Ensure(JsonNodes.Ensure(there, "metadata"), "annotations"), work.Deployment);
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (!written || before == size)
        {
            return false;
        }

        set.Replicas = size;
        var direction = before < size ? "up" : "down";
        await events.NoteAsync(
            work.Deployment.Owner.Subject, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Name} from {before} to {size}", cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes status and revision.</summary>
    public async ValueTask WriteStatusAsync(DeploymentView deployment, JsonObject status, CancellationToken cancellationToken)
    {
        await objects.UpdateAsync(
            new ObjectAddress(DeploymentView.Resource, deployment.Key.Namespace, deployment.Key.Name, "status"),
            there =>
            {
                // somebody else's status is not written over: it has the Deployment looked at again
                if (JsonNodes.GetString(there, "metadata", "uid") != deployment.Uid
                    || !JsonNodes.DeepEqual(there["status"] ?? new JsonObject(), deployment.Status))
                {
                    return;
                }

                there["status"] = status.DeepClone();
                if (deployment.Revision is { } revision)
                {
                    JsonNodes.Ensure(JsonNodes.Ensure(there, "metadata"), "annotations")[RolloutNotes.Revision] = revision;
                }
            },
            cancellationToken).ConfigureAwait(false);
        deployment.Status = status;
    }

    /// <summary>Deletes the oldest ReplicaSets that are empty, above <c>revisionHistoryLimit</c>.</summary>
    public async ValueTask CleanUpAsync(Rollout work, CancellationToken cancellationToken)
    {
        var old = work.Old.Where(s => !s.IsDeleting).OrderBy(s => s.Revision ?? 0).ThenBy(s => s.Created).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
        if (work.Deployment.HistoryLimit is not { } limit)
        {
            return;
        }

        foreach (var set in old.Take((int)Math.Max(0, old.Count - limit)).Where(s => s is { Replicas: 0, Actual: 0, IsStale: false }))
        {
            await objects.DeleteAsync(Address(set), new DeleteOptions(PreconditionUid: set.Uid), cancellationToken).ConfigureAwait(false);
            work.Sets.Remove(set);
        }
    }

    private static ObjectAddress Address(RolloutSet set) => new(ReplicaSetView.Resource, set.Key.Namespace, set.Name);
}

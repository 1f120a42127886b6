using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Finds the ReplicaSet with the template of a Deployment, or makes it, and numbers it after all others.</summary>
internal sealed class NewestSet(LocalObjects objects, RolloutWriter writer, ObjectEvents events, TimeProvider time)
{
    // of the name of an object, for the hash
    private const int LongestName = 253;

    /// <summary>Fills <see cref="Rollout.New"/> when it is there.</summary>
    public async ValueTask FindAsync(Rollout work, CancellationToken cancellationToken)
    {
        var deployment = work.Deployment;
        var isSame = PodTemplates.SameAs(deployment.Template);
        work.New = work.Sets.Find(s => isSame(s.Template));
        if (work.New is not { } found)
        {
            return;
        }

        var notes = (JsonObject)found.Notes.DeepClone();
        RolloutNotes.Renew(notes, deployment, NextRevision(work));
        if (found.MinReady.TotalSeconds != deployment.MinReadySeconds || !JsonNodes.DeepEqual(notes, found.Notes))
        {
            found = await RenewAsync(work, found, cancellationToken).ConfigureAwait(false);
        }

        var status = (JsonObject)deployment.Status.DeepClone();
        var isNew = deployment.ProgressDeadline is not null && RolloutConditions.Find(status, RolloutConditions.Progressing) is null;
        if (isNew)
        {
            Progress(status, "True", "FoundNewReplicaSet", $"Found new replica set \"{found.Name}\"");
        }

        await NumberAsync(deployment, status, found.Note(RolloutNotes.Revision), isNew, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes it when none was found. False where the namespace is going and takes nothing new.</summary>
    public async ValueTask<bool> EnsureAsync(Rollout work, CancellationToken cancellationToken) =>
        work.New is not null || await CreateAsync(work, cancellationToken).ConfigureAwait(false);

    private static long NextRevision(Rollout work) => work.Old.Select(s => s.Revision ?? 0).DefaultIfEmpty().Max() + 1;

    private async ValueTask<RolloutSet> RenewAsync(Rollout work, RolloutSet found, CancellationToken cancellationToken)
    {
        var revision = NextRevision(work);
        await objects.UpdateAsync(
            new ObjectAddress(ReplicaSetView.Resource, found.Key.Namespace, found.Name),
            there =>
            {
                RolloutNotes.Renew(JsonNodes.Ensure(JsonNodes.Ensure(there, "metadata"), "annotations"), work.Deployment, revision);
                if (found.MinReady.TotalSeconds != work.Deployment.MinReadySeconds)
                {
                    JsonNodes.Ensure(there, "spec")["minReadySeconds"] = work.Deployment.MinReadySeconds;
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (await objects.FindAsync(ReplicaSetView.Resource, found.Key.Namespace, found.Name, cancellationToken).ConfigureAwait(false) is { } renewed)
        {
            work.New = new RolloutSet(ReplicaSetView.Of(renewed));
            work.Sets[work.Sets.IndexOf(found)] = work.New;
        }

        return work.New!;
    }

    private async ValueTask<bool> CreateAsync(Rollout work, CancellationToken cancellationToken)
    {
        var deployment = work.Deployment;
        while (true)
        {
            var hash = PodTemplates.Hash(deployment.Template, JsonNodes.GetLong(deployment.Status, "collisionCount"));
            var size = RolloutSizes.OfNew(work, 0);
            var revision = NextRevision(work);
            try
            {
                var made = await objects.CreateAsync(ReplicaSetView.Resource, work.Key.Namespace, Make(deployment, hash, size, revision), cancellationToken).ConfigureAwait(false);
                await TakeAsync(work, new RolloutSet(ReplicaSetView.Of(made)), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (StatusException e) when (e.Status.Reason is StatusReasons.AlreadyExists)
            {
                // not one of ours, or of another template: another name
                var status = (JsonObject)deployment.Status.DeepClone();
                status["collisionCount"] = (JsonNodes.GetLong(status, "collisionCount") ?? 0) + 1;
                await writer.WriteStatusAsync(deployment, status, cancellationToken).ConfigureAwait(false);
            }
            catch (StatusException e)
            {
                if (await ContentWrite.IsGoingAsync(objects, work.Key.Namespace, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                await TellAsync(deployment, $"Failed to create new replica set \"{NameOf(deployment, hash)}\": {e.Message}", cancellationToken).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async ValueTask TakeAsync(Rollout work, RolloutSet made, CancellationToken cancellationToken)
    {
        work.Sets.Add(made);
        work.New = made;
        if (made.Replicas > 0)
        {
            await events.NoteAsync(
                work.Deployment.Owner.Subject, "ScalingReplicaSet", $"Scaled up replica set {made.Name} from 0 to {made.Replicas}", cancellationToken).ConfigureAwait(false);
        }

        var status = (JsonObject)work.Deployment.Status.DeepClone();
        var hasDeadline = work.Deployment.ProgressDeadline is not null;
        if (hasDeadline)
        {
            Progress(status, "True", "NewReplicaSetCreated", $"Created new replica set \"{made.Name}\"");
        }

        await NumberAsync(work.Deployment, status, made.Note(RolloutNotes.Revision), hasDeadline, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(DeploymentView deployment, string message, CancellationToken cancellationToken)
    {
        if (deployment.ProgressDeadline is not null)
        {
            var status = (JsonObject)deployment.Status.DeepClone();
            Progress(status, "False", "ReplicaSetCreateError", message);
            await writer.WriteStatusAsync(deployment, status, cancellationToken).ConfigureAwait(false);
        }

        await events.WarnAsync(deployment.Owner.Subject, "ReplicaSetCreateError", message, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask NumberAsync(DeploymentView deployment, JsonObject status, string? revision, bool isChanged, CancellationToken cancellationToken)
    {
        if (isChanged || revision != deployment.Revision)
        {
            deployment.Revision = revision;
            await writer.WriteStatusAsync(deployment, status, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Progress(JsonObject status, string value, string reason, string message) =>
        RolloutConditions.Set(status, RolloutConditions.Make(RolloutConditions.Progressing, value, reason, message, time.GetUtcNow()));

    private static string NameOf(DeploymentView deployment, string hash) =>
        $"{deployment.Key.Name[..Math.Min(deployment.Key.Name.Length, LongestName - hash.Length - 1)]}-{hash}";

    private static JsonObject Make(DeploymentView deployment, string hash, int size, long revision)
    {
        var template = (JsonObject)deployment.Template.DeepClone();
        JsonNodes.Ensure(JsonNodes.Ensure(template, "metadata"), "labels")[PodTemplates.HashLabel] = hash;
        var selector = (JsonObject)deployment.Selector.DeepClone();
        JsonNodes.Ensure(selector, "matchLabels")[PodTemplates.HashLabel] = hash;
        var notes = new JsonObject();
        RolloutNotes.Renew(notes, deployment, revision);
        RolloutNotes.Scaled(notes, deployment);
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = ReplicaSetView.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = NameOf(deployment, hash),
                ["namespace"] = deployment.Key.Namespace,
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = notes,
                ["ownerReferences"] = new JsonArray(deployment.Owner.Reference().ToJson()),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = size,
                ["minReadySeconds"] = deployment.MinReadySeconds,
                ["selector"] = selector,
                ["template"] = template,
            },
        };
    }
}

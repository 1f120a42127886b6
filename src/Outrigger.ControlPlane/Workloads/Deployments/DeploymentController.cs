using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Rolls Deployments out over ReplicaSets (kubernetes pkg/controller/deployment: the same moves, conditions and events).</summary>
internal sealed class DeploymentController : IBackgroundLoop
{
    private const int Workers = 5;
    private readonly LocalObjects objects;
    private readonly TimeProvider time;
    private readonly WorkQueue<WorkloadKey> queue;
    private readonly DeploymentFeeds feeds;
    private readonly RolloutWriter writer;
    private readonly NewestSet newest;
    private readonly RollingUpdate rolling;
    private readonly Reconciliation<Rollout> steps;

    public DeploymentController(string name, LocalObjects objects, TimeProvider time, ILogger log)
    {
        Name = name;
        this.objects = objects;
        this.time = time;
        var events = new ObjectEvents(objects, name, time);
        queue = new WorkQueue<WorkloadKey>(name, time, log);
        feeds = new DeploymentFeeds(objects, time, log, queue);
        writer = new RolloutWriter(objects, events);
        newest = new NewestSet(objects, writer, events, time);
        rolling = new RollingUpdate(writer);
        steps = new Reconciliation<Rollout>(
            FindAsync, ClaimSetsAsync, EndAsync, NotePauseAsync, FindNewestAsync, ScaleAsync, RecreateAsync, RollAsync);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(feeds.RunAsync(cancellationToken), queue.RunAsync(SyncAsync, cancellationToken, Workers));

    private async Task SyncAsync(WorkloadKey key, CancellationToken cancellationToken)
    {
        var work = new Rollout(key);
        await steps.RunAsync(work, cancellationToken).ConfigureAwait(false);
        if (work.LookAgain is { } pause)
        {
            queue.AddLater(key, pause, cancellationToken);
        }
    }

    private async ValueTask<Next> FindAsync(Rollout work, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(DeploymentView.Resource, work.Key.Namespace, work.Key.Name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return Next.Stop;
        }

        work.Deployment = new DeploymentView(found);
        return Next.Step;
    }

    private async ValueTask<Next> ClaimSetsAsync(Rollout work, CancellationToken cancellationToken)
    {
        var claims = new ObjectClaims(
            objects, ReplicaSetView.Resource, work.Deployment.Owner, LabelSelector.FromLabelSelectorObject(work.Deployment.Selector));
        var all = await objects.ListAsync(ReplicaSetView.Resource, work.Key.Namespace, cancellationToken).ConfigureAwait(false);
        foreach (var set in all.Items.Select(ReplicaSetView.Of).OrderBy(s => s.Created).ThenBy(s => s.Name, StringComparer.Ordinal))
        {
            if (await claims.HasAsync(set, cancellationToken).ConfigureAwait(false))
            {
                work.Sets.Add(new RolloutSet(set));
            }
        }

        return Next.Step;
    }

    private async ValueTask<Next> EndAsync(Rollout work, CancellationToken cancellationToken)
    {
        if (!work.Deployment.IsDeleting)
        {
            return Next.Step;
        }

        await newest.FindAsync(work, cancellationToken).ConfigureAwait(false);
        return await CountAsync(work, cancellationToken).ConfigureAwait(false);
    }

    // the time in which it was paused must not count as one without progress
    private async ValueTask<Next> NotePauseAsync(Rollout work, CancellationToken cancellationToken)
    {
        var deployment = work.Deployment;
        var reason = RolloutConditions.ReasonOf(deployment.Status, RolloutConditions.Progressing);
        if (deployment.ProgressDeadline is not null && reason != RolloutConditions.TimedOut && deployment.IsPaused != (reason == RolloutConditions.Paused))
        {
            var status = (JsonObject)deployment.Status.DeepClone();
            var (now, text) = deployment.IsPaused ? (RolloutConditions.Paused, "Deployment is paused") : ("DeploymentResumed", "Deployment is resumed");
            RolloutConditions.Set(status, RolloutConditions.Make(RolloutConditions.Progressing, "Unknown", now, text, time.GetUtcNow()));
            await writer.WriteStatusAsync(deployment, status, cancellationToken).ConfigureAwait(false);
        }

        return Next.Step;
    }

    private async ValueTask<Next> FindNewestAsync(Rollout work, CancellationToken cancellationToken)
    {
        await newest.FindAsync(work, cancellationToken).ConfigureAwait(false);
        return Next.Step;
    }

    // a paused Deployment is only scaled, and one whose size has changed is scaled before it is rolled out further
    private async ValueTask<Next> ScaleAsync(Rollout work, CancellationToken cancellationToken)
    {
        var deployment = work.Deployment;
        if (!deployment.IsPaused && !work.Sets.Exists(s => s.IsActive && s.NumberNote(RolloutNotes.DesiredReplicas) is { } noted && noted != deployment.Replicas))
        {
            return Next.Step;
        }

        var active = work.Sets.Where(s => s.IsActive).ToList();
        if (active.Count <= 1)
        {
            // one that has the size already, as somebody else scaled it, still notes for which size that is
            if ((active.FirstOrDefault() ?? work.New ?? work.Sets.LastOrDefault()) is { } only
                && (only.Replicas != deployment.Replicas || only.NumberNote(RolloutNotes.DesiredReplicas) != deployment.Replicas))
            {
                await writer.ResizeAsync(work, only, deployment.Replicas, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (IsSaturated(work))
        {
            foreach (var old in work.Old.Where(s => s.IsActive))
            {
                await writer.ScaleAsync(work, old, 0, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (deployment.IsRolling)
        {
            foreach (var (set, size) in RolloutSizes.Proportional(work))
            {
                await writer.ResizeAsync(work, set, size, cancellationToken).ConfigureAwait(false);
            }
        }

        if (deployment.IsPaused)
        {
            await writer.CleanUpAsync(work, cancellationToken).ConfigureAwait(false);
        }

        return await CountAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsSaturated(Rollout work) =>
        work.New is { } set && set.Replicas == work.Deployment.Replicas
        && set.NumberNote(RolloutNotes.DesiredReplicas) == work.Deployment.Replicas && set.Available == work.Deployment.Replicas;

    private async ValueTask<Next> RecreateAsync(Rollout work, CancellationToken cancellationToken)
    {
        if (work.Deployment.IsRolling)
        {
            return Next.Step;
        }

        var moved = false;
        foreach (var old in work.Old.Where(s => s.IsActive))
        {
            moved |= await writer.ScaleAsync(work, old, 0, cancellationToken).ConfigureAwait(false);
        }

        if (!moved && !await HasOldPodsAsync(work, cancellationToken).ConfigureAwait(false))
        {
            if (!await newest.EnsureAsync(work, cancellationToken).ConfigureAwait(false))
            {
                return Next.Stop;
            }

            await writer.ScaleAsync(work, work.New!, work.Deployment.Replicas, cancellationToken).ConfigureAwait(false);
            await CleanUpAsync(work, cancellationToken).ConfigureAwait(false);
        }

        return await JudgeAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> HasOldPodsAsync(Rollout work, CancellationToken cancellationToken)
    {
        if (work.Old.Any(s => s.Actual > 0))
        {
            return true;
        }

        var old = work.Old.Select(s => s.Uid).ToHashSet(StringComparer.Ordinal);
        var pods = await objects.ListAsync(CoreResources.Pods, work.Key.Namespace, cancellationToken).ConfigureAwait(false);
        return pods.Items.Select(PodFacts.Of).Any(p => p.Controller is { } owner && old.Contains(owner.Uid) && !p.IsOver);
    }

    private async ValueTask<Next> RollAsync(Rollout work, CancellationToken cancellationToken)
    {
        if (!await newest.EnsureAsync(work, cancellationToken).ConfigureAwait(false))
        {
            return Next.Stop;
        }

        if (!await rolling.MoveAsync(work, cancellationToken).ConfigureAwait(false))
        {
            await CleanUpAsync(work, cancellationToken).ConfigureAwait(false);
        }

        return await JudgeAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask CleanUpAsync(Rollout work, CancellationToken cancellationToken) =>
        RolloutStatus.IsComplete(work.Deployment, work.Deployment.Status) ? writer.CleanUpAsync(work, cancellationToken) : ValueTask.CompletedTask;

    private ValueTask<Next> CountAsync(Rollout work, CancellationToken cancellationToken) =>
        WriteAsync(work, RolloutStatus.Of(work, time.GetUtcNow()), cancellationToken);

    private ValueTask<Next> JudgeAsync(Rollout work, CancellationToken cancellationToken)
    {
        var status = RolloutStatus.Of(work, time.GetUtcNow());
        RolloutStatus.Judge(status, work, time.GetUtcNow());
        if (JsonNodes.DeepEqual(status, work.Deployment.Status))
        {
            // nothing will come of this pass that would have it looked at again
            work.LookAgain = RolloutStatus.Deadline(work.Deployment, status, time.GetUtcNow());
        }

        return WriteAsync(work, status, cancellationToken);
    }

    private async ValueTask<Next> WriteAsync(Rollout work, JsonObject status, CancellationToken cancellationToken)
    {
        if (!JsonNodes.DeepEqual(status, work.Deployment.Status))
        {
            await writer.WriteStatusAsync(work.Deployment, status, cancellationToken).ConfigureAwait(false);
        }

        return Next.Stop;
    }
}

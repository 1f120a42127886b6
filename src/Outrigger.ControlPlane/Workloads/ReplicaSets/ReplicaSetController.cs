using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Workloads.ReplicaSets;

/// <summary>
/// Keeps as many pods as each ReplicaSet wants (kubernetes pkg/controller/replicaset). What it has written it reads, as the cache is
/// brought up to date before a write is answered: it need not wait for its own writes to come round.
/// </summary>
internal sealed class ReplicaSetController : IBackgroundLoop
{
    private const int Workers = 5;

    // at a time; what is missing then is seen at the next look
    private const int MostAtOnce = 500;
    private readonly LocalObjects objects;
    private readonly TimeProvider time;
    private readonly WorkQueue<WorkloadKey> queue;
    private readonly ObjectFeed sets;
    private readonly ObjectFeed pods;
    private readonly OwnerIndex owners = new(ReplicaSetView.Kind);
    private readonly PodWriter writer;
    private readonly Reconciliation<ReplicaSetWork> steps;

    public ReplicaSetController(string name, LocalObjects objects, TimeProvider time, ILogger log)
    {
        Name = name;
        this.objects = objects;
        this.time = time;
        queue = new WorkQueue<WorkloadKey>(name, time, log);
        writer = new PodWriter(objects, new ObjectEvents(objects, name, time));
        sets = new ObjectFeed(ReplicaSetView.Resource, objects, time, log) { OnPut = s => queue.Add(new(s.Namespace, s.Name)), OnRemove = static _ => { } };
        pods = new ObjectFeed(CoreResources.Pods, objects, time, log) { OnPut = PutPod, OnRemove = RemovePod };
        steps = new Reconciliation<ReplicaSetWork>(FindAsync, ClaimPodsAsync, ScaleAsync, WriteStatusAsync);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        sets.RunAsync(cancellationToken),
        pods.RunAsync(cancellationToken),
        queue.RunAsync((key, token) => steps.RunAsync(new ReplicaSetWork(key), token), cancellationToken, Workers));

    private void PutPod(StoredObject stored)
    {
        // a set that comes later looks at all pods; without one they need not be read
        if (sets.IsEmpty)
        {
            return;
        }

        var pod = PodFacts.Of(stored);
        queue.AddAll(owners.Put(pod));
        if (pod.Controller is null && pod.Labels.Count > 0)
        {
            queue.AddAll(sets.Items.Where(s => s.Namespace == pod.Namespace).Select(ReplicaSetView.Of).Where(s => s.Selector.Matches(pod.Labels)).Select(s => s.Key));
        }
    }

    private void RemovePod(StoredObject stored)
    {
        if (!sets.IsEmpty)
        {
            queue.AddAll(owners.Remove(PodFacts.Of(stored)));
        }
    }

    private async ValueTask<Next> FindAsync(ReplicaSetWork work, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(ReplicaSetView.Resource, work.Key.Namespace, work.Key.Name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return Next.Stop;
        }

        work.Set = ReplicaSetView.Of(found);
        return Next.Step;
    }

    private async ValueTask<Next> ClaimPodsAsync(ReplicaSetWork work, CancellationToken cancellationToken)
    {
        var claims = new ObjectClaims(objects, CoreResources.Pods, work.Set.Owner, work.Set.Selector);
        var all = await objects.ListAsync(CoreResources.Pods, work.Key.Namespace, cancellationToken).ConfigureAwait(false);
        work.Pods = [.. all.Items.Select(PodFacts.Of)];
        foreach (var pod in work.Pods.Where(p => p.Controller is null || p.Controller.Uid == work.Set.Uid))
        {
            if (pod.IsActive && await claims.HasAsync(pod, cancellationToken).ConfigureAwait(false))
            {
                work.Active.Add(pod);
            }
            else if (pod.IsDeleting && !pod.IsOver && pod.Controller is not null && work.Set.Selector.Matches(pod.Labels))
            {
                work.Terminating++;
            }
        }

        return Next.Step;
    }

    private async ValueTask<Next> ScaleAsync(ReplicaSetWork work, CancellationToken cancellationToken)
    {
        var missing = work.Set.IsDeleting ? 0 : Math.Clamp(work.Set.Replicas - work.Active.Count, -MostAtOnce, MostAtOnce);
        try
        {
            if (missing > 0)
            {
                await SlowStart.RunAsync(missing, () => writer.CreateAsync(work.Set, cancellationToken)).ConfigureAwait(false);
            }
            else if (missing < 0)
            {
                await Task.WhenAll(Surplus(work, -missing).Select(pod => writer.DeleteAsync(work.Set, pod, cancellationToken))).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            work.Failure = e;
        }

        return Next.Step;
    }

    private IEnumerable<PodFacts> Surplus(ReplicaSetWork work, int count)
    {
        if (count == work.Active.Count)
        {
            return work.Active;
        }

        // pods beside are those of all ReplicaSets of the same Deployment
        var related = work.Set.Controller is { } owner
            ? sets.Items.Where(s => s.Namespace == work.Key.Namespace).Select(ReplicaSetView.Of).Where(s => s.Controller?.Uid == owner.Uid).ToList()
            : [];
        var beside = PodRanking.Beside(work.Pods.Where(p => related.Exists(s => s.Selector.Matches(p.Labels))));
        return work.Active.Order(new PodRanking(beside, time.GetUtcNow())).Take(count);
    }

    // what the pods were before this pass: each that was made or deleted has the set looked at again
    private async ValueTask<Next> WriteStatusAsync(ReplicaSetWork work, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = ReplicaSetStatus.Of(work, now);
        if (!JsonNodes.DeepEqual(status, work.Set.Status))
        {
            var address = new ObjectAddress(ReplicaSetView.Resource, work.Key.Namespace, work.Key.Name, "status");
            await objects.UpdateAsync(address, there => Fill(there, work.Set, status), cancellationToken).ConfigureAwait(false);
        }

        if (work.Failure is { } failure)
        {
            throw failure;
        }

        var due = work.Active.Select(p => p.AvailableAt(work.Set.MinReady)).Where(at => at > now).Min();
        if (due is { } next)
        {
            queue.AddLater(work.Key, next - now, cancellationToken);
        }

        return Next.Stop;
    }

    // another one may have its name by now; and somebody else's status is not written over, it has the set looked at again
    private static void Fill(JsonObject there, ReplicaSetView set, JsonObject status)
    {
        if (JsonNodes.GetString(there, "metadata", "uid") == set.Uid && JsonNodes.DeepEqual(there["status"] ?? new JsonObject(), set.Status ?? []))
        {
            there["status"] = status.DeepClone();
        }
    }
}

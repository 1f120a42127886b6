using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Follows Deployments, their ReplicaSets and the end of their pods, and tells which Deployments to look at.</summary>
internal sealed class DeploymentFeeds
{
    private readonly ObjectFeed deployments;
    private readonly ObjectFeed sets;
    private readonly ObjectFeed pods;
    private readonly OwnerIndex owners = new(DeploymentView.Kind);
    private readonly WorkQueue<WorkloadKey> queue;

    public DeploymentFeeds(LocalObjects objects, TimeProvider time, ILogger log, WorkQueue<WorkloadKey> queue)
    {
        this.queue = queue;
        deployments = new ObjectFeed(DeploymentView.Resource, objects, time, log) { OnPut = d => queue.Add(new(d.Namespace, d.Name)), OnRemove = static _ => { } };
        sets = new ObjectFeed(ReplicaSetView.Resource, objects, time, log) { OnPut = PutSet, OnRemove = set => queue.AddAll(owners.Remove(ReplicaSetView.Of(set))) };
        pods = new ObjectFeed(CoreResources.Pods, objects, time, log) { OnPut = static _ => { }, OnRemove = RemovePod };
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(deployments.RunAsync(cancellationToken), sets.RunAsync(cancellationToken), pods.RunAsync(cancellationToken));

    private void PutSet(StoredObject stored)
    {
        var set = ReplicaSetView.Of(stored);
        queue.AddAll(owners.Put(set));
        if (set.Controller is null && set.Labels.Count > 0)
        {
            queue.AddAll(deployments.Items.Where(d => d.Namespace == set.Namespace && DeploymentView.SelectorOf(d).Matches(set.Labels)).Select(d => new WorkloadKey(d.Namespace, d.Name)));
        }
    }

    // strategy Recreate waits for the last old pod
    private void RemovePod(StoredObject pod)
    {
        if (WorkloadOwner.KeyOf(PodFacts.Of(pod), ReplicaSetView.Kind) is { } key && sets.Find(key.Namespace, key.Name) is { } set
            && WorkloadOwner.KeyOf(ReplicaSetView.Of(set), DeploymentView.Kind) is { } deployment)
        {
            queue.Add(deployment);
        }
    }
}

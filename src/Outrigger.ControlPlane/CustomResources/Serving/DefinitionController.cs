using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.Server.Leading;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>Follows the CRDs: gives them their names, serves those that are established, and ends their deletion.</summary>
internal sealed class DefinitionController
{
    private readonly LocalObjects objects;
    private readonly ILeadership leadership;
    private readonly ServedDefinitions served;
    private readonly TimeProvider time;
    private readonly InstanceCleanup cleanup;
    private readonly WorkQueue<string> queue;
    private readonly ObjectFeed feed;
    private readonly NameClaims claims = new();

    public DefinitionController(LocalObjects objects, ServedDefinitions served, ILeadership leadership, TimeProvider time, ILogger log)
    {
        this.objects = objects;
        this.leadership = leadership;
        this.served = served;
        this.time = time;
        cleanup = new InstanceCleanup(objects, served, leadership, time, log);
        queue = new WorkQueue<string>("crd-controller", time, log);
        feed = new ObjectFeed(CoreResources.CustomResourceDefinitions, objects, time, log)
        {
            OnPut = crd => queue.Add(crd.Name),
            OnRemove = crd => queue.Add(crd.Name),
        };
    }

    /// <summary>Ends when everything it runs has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts to follow; returns when all CRDs that were there are served.</summary>
    public async Task StartAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var following = feed.RunAsync(stop);
        await feed.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var crd in feed.Items.Select(Read))
        {
            Note(crd);
            Serve(crd);
        }

        served.Publish();
        Completion = Task.WhenAll(following, served.RunAsync(stop), cleanup.RunAsync(stop), queue.RunAsync(SyncAsync, stop));
    }

    /// <summary>Every server serves CRDs; the leader names them and ends their deletion as well, so it looks at all of them when it begins.</summary>
    public Task ControlAsync(CancellationToken cancellationToken)
    {
        AddAll(feed.Items.Select(crd => crd.Name));
        return Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private static Definition Read(StoredObject stored) => new(stored.ToTree());

    private void Note(Definition crd) => claims.Note(crd.Metadata.Name, crd.Group, crd.Requested, crd.Accepted);

    private void Serve(Definition crd)
    {
        if (crd.IsEstablished)
        {
            served.Put(crd);
        }
    }

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.CustomResourceDefinitions, "", name, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            served.Remove(name);
            AddAll(claims.Release(name));
            return;
        }

        var crd = Read(found);
        Note(crd);
        if (crd.IsDeleting)
        {
            Serve(crd);
            if (leadership.IsLeading)
            {
                cleanup.Add(name);
            }

            return;
        }

        var needsApproval = NeedsApprovalCondition(crd.Tree);
        if (!needsApproval && crd.IsEstablished && NameClaims.Same(crd.Requested, crd.Accepted))
        {
            Serve(crd);
        }
        else if (!leadership.IsLeading)
        {
            // the leader's decision comes back through the feed
        }
        else if (needsApproval)
        {
            await objects.UpdateAsync(Status(name), Judge, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await NameAsync(name, crd.Group, cancellationToken).ConfigureAwait(false);
        }
    }

    // The change comes back through the feed, and the CRD is served then.
    private async Task NameAsync(string name, string group, CancellationToken cancellationToken)
    {
        var changed = false;
        await objects.UpdateAsync(Status(name), tree => changed = Decide(tree), cancellationToken).ConfigureAwait(false);

        // Others that wait look again only when a name may have become free: two of them would wake each other for ever.
        if (changed)
        {
            AddAll(claims.Waiting(group).Where(n => n != name));
        }
    }

    private static ObjectAddress Status(string name) => new(CoreResources.CustomResourceDefinitions, "", name, "status");

    private static bool NeedsApprovalCondition(JsonObject tree) =>
        Approval.ConditionOf(new Definition(tree)) is { } condition && !Conditions.Has(tree, condition);

    private void Judge(JsonObject tree)
    {
        if (Approval.ConditionOf(new Definition(tree)) is { } condition)
        {
            Conditions.Set(tree, condition, time.GetUtcNow());
        }
    }

    // Whether the CRD gets other names than before, or another word on them.
    private bool Decide(JsonObject tree)
    {
        var crd = new Definition(tree);
        var (names, condition) = claims.Decide(crd.Metadata.Name, crd.Group, crd.Requested, crd.Accepted);
        var changed = !NameClaims.Same(names, crd.Accepted) || !Conditions.Has(tree, condition);
        JsonNodes.Ensure(tree, "status")["acceptedNames"] = names.ToJson();
        Conditions.Set(tree, condition, time.GetUtcNow());
        if (!crd.IsEstablished)
        {
            Conditions.Set(tree, condition.Status is "True" ? Condition.InitialNames : Condition.NotAccepted, time.GetUtcNow());
        }

        Note(crd);
        return changed;
    }

    private void AddAll(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            queue.Add(name);
        }
    }
}

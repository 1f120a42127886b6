using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.FlowControl.Specs;

namespace Outrigger.ControlPlane.FlowControl;

/// <summary>
/// Says in the status of each FlowSchema whether its priority level is there (condition Dangling), and puts objects that every cluster has
/// back when they were deleted.
/// </summary>
internal sealed class FlowSchemaController : IBackgroundLoop
{
    /// <summary>The field manager of the status, as in Kubernetes.</summary>
    public const string Manager = "api-priority-and-fairness-config-consumer-v1";

    private const string Condition = "Dangling";
    private static readonly TimeSpan PutBackAfter = TimeSpan.FromSeconds(1);

    private readonly LocalObjects objects;
    private readonly TimeProvider time;
    private readonly ObjectFeed schemas;
    private readonly ObjectFeed levels;
    private readonly WorkQueue<string> conditions;
    private readonly WorkQueue<ObjectAddress> missing;

    public FlowSchemaController(LocalObjects objects, TimeProvider time, ILogger log)
    {
        this.objects = objects;
        this.time = time;
        conditions = new WorkQueue<string>(Name, time, log);
        missing = new WorkQueue<ObjectAddress>(Name, time, log);
        schemas = new ObjectFeed(CoreResources.FlowSchemas, objects, time, log)
        {
            OnPut = schema => conditions.Add(schema.Name),
            OnRemove = gone => PutBack(CoreResources.FlowSchemas, gone.Name),
        };
        levels = new ObjectFeed(CoreResources.PriorityLevels, objects, time, log)
        {
            OnPut = _ => LevelsChanged(),
            OnRemove = gone =>
            {
                LevelsChanged();
                PutBack(CoreResources.PriorityLevels, gone.Name);
            },
        };
    }

    /// <inheritdoc/>
    public string Name => "flow-schemas";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        schemas.RunAsync(cancellationToken),
        levels.RunAsync(cancellationToken),
        conditions.RunAsync(SyncAsync, cancellationToken),
        missing.RunAsync(CreateAsync, cancellationToken),
        PutBackAsync(CoreResources.FlowSchemas, schemas, cancellationToken),
        PutBackAsync(CoreResources.PriorityLevels, levels, cancellationToken));

    private static IEnumerable<JsonObject> Standard(GroupVersionResource resource) =>
        resource == CoreResources.FlowSchemas ? FlowControlObjects.Schemas() : FlowControlObjects.Levels();

    private static JsonObject? Find(ObjectAddress address) =>
        Standard(address.Resource).FirstOrDefault(o => JsonNodes.GetString(o, "metadata", "name") == address.Name);

    private void LevelsChanged()
    {
        foreach (var schema in schemas.Items)
        {
            conditions.Add(schema.Name);
        }
    }

    // what was deleted before this controller began is no event to it
    private async Task PutBackAsync(GroupVersionResource resource, ObjectFeed feed, CancellationToken cancellationToken)
    {
        await feed.Synced.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        var names = Standard(resource).Select(o => JsonNodes.GetString(o, "metadata", "name") ?? "");
        missing.AddAll(names.Where(name => feed.Find("", name) is null).Select(name => new ObjectAddress(resource, "", name)));
    }

    private void PutBack(GroupVersionResource resource, string name)
    {
        var address = new ObjectAddress(resource, "", name);
        if (Find(address) is not null)
        {
            missing.AddLater(address, PutBackAfter, CancellationToken.None);
        }
    }

    private async Task CreateAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        if (Find(address) is { } wanted)
        {
            await objects.TryCreateAsync(address.Resource, "", wanted, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        await levels.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (schemas.Find("", name) is not { } schema)
        {
            return;
        }

        var level = JsonNodes.GetString(schema.ToTree(), "spec", "priorityLevelConfiguration", "name") ?? "";
        var found = levels.Find("", level) is not null;
        var (status, reason) = found ? ("False", "Found") : ("True", "NotFound");
        var message = $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" {(found ? "and it exists" : "but there is no such object")}";
        await objects.UpdateAsync(
            new ObjectAddress(CoreResources.FlowSchemas, "", name, "status"),
            obj => Set(obj, status, reason, message),
            cancellationToken).ConfigureAwait(false);
    }

    private void Set(JsonObject schema, string status, string reason, string message)
    {
        var owner = JsonNodes.Ensure(schema, "status");
        var conditionsOf = JsonNodes.EnsureArray(owner, "conditions");
        var there = conditionsOf.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == Condition);
        if (there is not null
            && (JsonNodes.GetString(there, "status"), JsonNodes.GetString(there, "reason"), JsonNodes.GetString(there, "message")) == (status, reason, message))
        {
            return;
        }

        conditionsOf.Remove(there);
        conditionsOf.Add((JsonNode)new JsonObject
        {
            ["type"] = Condition,
            ["status"] = status,
            ["lastTransitionTime"] = KubernetesTime.Format(time.GetUtcNow()),
            ["reason"] = reason,
            ["message"] = message,
        });
    }
}

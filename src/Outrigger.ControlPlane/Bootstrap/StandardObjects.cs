using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.Server.Access;
using Outrigger.Server.FlowControl.Specs;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>The cluster-scoped objects of a fresh cluster that are nobody's property: created when they are missing, then left alone.</summary>
internal sealed class StandardObjects(LocalObjects objects)
{
    private const string Cidr = "kubernetes";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IEnumerable<(GroupVersionResource Resource, JsonObject Object)> all =
        [
            .. FlowControlObjects.Levels().Select(o => (CoreResources.PriorityLevels, o)),
            .. FlowControlObjects.Schemas().Select(o => (CoreResources.FlowSchemas, o)),
            (CoreResources.PriorityClasses, PriorityClass("system-cluster-critical", 2_000_000_000)),
            (CoreResources.PriorityClasses, PriorityClass("system-node-critical", 2_000_001_000)),
            (CoreResources.ServiceCidrs, ServiceCidr()),
        ];

        // At once: the store takes what waits in one transaction.
        await Task.WhenAll(all.Select(o => EnsureAsync(o.Resource, o.Object, cancellationToken))).ConfigureAwait(false);
        await objects.UpdateAsync(new ObjectAddress(CoreResources.ServiceCidrs, "", Cidr, "status"), MarkReady, cancellationToken)
            .ConfigureAwait(false);
    }

    // Nothing else says that the range can be used.
    private static void MarkReady(JsonObject cidr)
    {
        var status = JsonNodes.Ensure(cidr, "status");
        if (status["conditions"] is not JsonArray { Count: > 0 })
        {
            status["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["lastTransitionTime"] = JsonNodes.Get(cidr, "metadata", "creationTimestamp")?.DeepClone(),
                ["reason"] = "",
                ["message"] = "Kubernetes default Service CIDR is ready",
            });
        }
    }

    private async Task EnsureAsync(GroupVersionResource resource, JsonObject obj, CancellationToken cancellationToken)
    {
        var name = (string)obj["metadata"]!["name"]!;
        if (await objects.FindAsync(resource, "", name, cancellationToken).ConfigureAwait(false) is null)
        {
            await objects.TryCreateAsync(resource, "", obj, cancellationToken).ConfigureAwait(false);
        }
    }

    private static JsonObject PriorityClass(string name, long value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["value"] = value,
        ["description"] = name.EndsWith("node-critical", StringComparison.Ordinal)
            ? "Used for system critical pods that must not be moved from their current node."
            : "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    };

    private static JsonObject ServiceCidr() => new()
    {
        ["metadata"] = new JsonObject { ["name"] = Cidr },
        ["spec"] = new JsonObject { ["cidrs"] = new JsonArray(ServiceAllocator.Range) },
    };
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Tells, once an hour and reference, of an owner that the collector may not follow.</summary>
internal sealed class OwnerEvents(LocalObjects objects, KindNames names, TimeProvider time)
{
    private const string Component = "garbage-collector-controller";
    private static readonly GroupVersionResource Events = new("", "v1", "events");

    /// <summary>Writes the event; nothing when it is there already.</summary>
    public async Task ReportAsync(GarbageNode node, OwnerReference owner, CancellationToken cancellationToken)
    {
        var ns = node.Namespace.Length > 0 ? node.Namespace : "default";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{node.Uid} {owner.Uid}"));
        var now = KubernetesTime.Format(time.GetUtcNow());
        var reference = $"[{owner.ApiVersion}/{owner.Kind}, namespace: {node.Namespace}, name: {owner.Name}, uid: {owner.Uid}]";
        var about = new JsonObject
        {
            ["apiVersion"] = node.Resource.GroupVersion.ToString(),
            ["kind"] = names.Of(node.Resource),
            ["name"] = node.Name,
            ["uid"] = node.Uid,
        };
        if (node.Namespace.Length > 0)
        {
            about["namespace"] = node.Namespace;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{node.Name}.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}", ["namespace"] = ns },
            ["involvedObject"] = about,
            ["reason"] = "OwnerRefInvalidNamespace",
            ["message"] = $"ownerRef {reference} does not exist in namespace \"{node.Namespace}\"",
            ["type"] = "Warning",
            ["source"] = new JsonObject { ["component"] = Component },
            ["reportingComponent"] = Component,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        };
        await objects.TryCreateAsync(Events, ns, body, cancellationToken).ConfigureAwait(false);
    }
}

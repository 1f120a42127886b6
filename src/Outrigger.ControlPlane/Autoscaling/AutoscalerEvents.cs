using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>Tells in Events what was done about an autoscaler and what went wrong; one that is told again is counted.</summary>
internal sealed class AutoscalerEvents(LocalObjects objects, TimeProvider time)
{
    private const string Component = "horizontal-pod-autoscaler";
    private static readonly GroupVersionResource Events = new("", "v1", "events");

    /// <summary>Something that an operator should look at.</summary>
    public Task WarnAsync(AutoscalerSpec about, string reason, string message, CancellationToken cancellationToken) =>
        WriteAsync(about, "Warning", reason, message, cancellationToken);

    /// <summary>Something that was done.</summary>
    public async Task WriteAsync(AutoscalerSpec about, string type, string reason, string message, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{about.Uid} {type} {reason} {message}"));
        var name = $"{about.Name}.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
        var now = KubernetesTime.Format(time.GetUtcNow());
        // an update of an Event that is not there would make one
        if (await objects.FindAsync(Events, about.Namespace, name, cancellationToken).ConfigureAwait(false) is null)
        {
            await objects.TryCreateAsync(Events, about.Namespace, Event(about, name, type, reason, message, now), cancellationToken).ConfigureAwait(false);
            return;
        }

        await objects.UpdateAsync(new ObjectAddress(Events, about.Namespace, name), e => Count(e, now), cancellationToken).ConfigureAwait(false);
    }

    private static void Count(JsonObject told, string now)
    {
        told["lastTimestamp"] = now;
        told["count"] = (JsonNodes.GetLong(told, "count") ?? 1) + 1;
    }

    private static JsonObject Event(AutoscalerSpec about, string name, string type, string reason, string message, string now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = about.Namespace },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = "autoscaling/v2",
            ["kind"] = "HorizontalPodAutoscaler",
            ["namespace"] = about.Namespace,
            ["name"] = about.Name,
            ["uid"] = about.Uid,
        },
        ["reason"] = reason,
        ["message"] = message,
        ["type"] = type,
        ["source"] = new JsonObject { ["component"] = Component },
        ["reportingComponent"] = Component,
        ["firstTimestamp"] = now,
        ["lastTimestamp"] = now,
        ["count"] = 1,
    };
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Access;

/// <summary>Tells in Events what a controller did about an object and what went wrong; one that is told again is counted.</summary>
/// <param name="component">Who tells it, as kube-controller-manager names its parts.</param>
internal sealed class ObjectEvents(LocalObjects objects, string component, TimeProvider time)
{
    private static readonly GroupVersionResource Events = new("", "v1", "events");

    /// <summary>Something that an operator should look at.</summary>
    public Task WarnAsync(EventSubject about, string reason, string message, CancellationToken cancellationToken) =>
        TellAsync(about, "Warning", reason, message, cancellationToken);

    /// <summary>Something that was done.</summary>
    public Task NoteAsync(EventSubject about, string reason, string message, CancellationToken cancellationToken) =>
        TellAsync(about, "Normal", reason, message, cancellationToken);

    // as far as it can be told: what was done is done, whatever becomes of its event
    private async Task TellAsync(EventSubject about, string type, string reason, string message, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(about, type, reason, message, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException)
        {
            // refused by admission, or the store is down: the work itself will say so
        }
    }

    private async Task WriteAsync(EventSubject about, string type, string reason, string message, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{about.Uid} {type} {reason} {message}"));
        var name = $"{about.Name}.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
        var now = KubernetesTime.Format(time.GetUtcNow());
        // an update of an Event that is not there would make one
        if (await objects.FindAsync(Events, about.Namespace, name, cancellationToken).ConfigureAwait(false) is null)
        {
            await ContentWrite.CreateAsync(objects, Events, about.Namespace, Event(about, name, type, reason, message, now), cancellationToken).ConfigureAwait(false);
            return;
        }

        await objects.UpdateAsync(new ObjectAddress(Events, about.Namespace, name), e => Count(e, now), cancellationToken).ConfigureAwait(false);
    }

    private static void Count(JsonObject told, string now)
    {
        told["lastTimestamp"] = now;
        told["count"] = (JsonNodes.GetLong(told, "count") ?? 1) + 1;
    }

    private JsonObject Event(EventSubject about, string name, string type, string reason, string message, string now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = about.Namespace },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = about.ApiVersion,
            ["kind"] = about.Kind,
            ["namespace"] = about.Namespace,
            ["name"] = about.Name,
            ["uid"] = about.Uid,
        },
        ["reason"] = reason,
        ["message"] = message,
        ["type"] = type,
        ["source"] = new JsonObject { ["component"] = component },
        ["reportingComponent"] = component,
        ["firstTimestamp"] = now,
        ["lastTimestamp"] = now,
        ["count"] = 1,
    };
}

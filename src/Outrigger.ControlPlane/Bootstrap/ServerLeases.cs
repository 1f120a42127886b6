using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Bootstrap;

/// <summary>
/// A Lease in kube-system for each server of a store, labelled as kube-apiserver labels its own. Whether one is alive is judged by our own
/// monotonic clock: its Lease must have changed within the duration, whatever time it says.
/// </summary>
internal sealed class ServerLeases(LocalObjects objects, string identity, IPEndPoint? endpoint, TimeProvider time)
{
    /// <summary>A server that did not renew for this long counts as gone.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private const string Namespace = "kube-system";
    private const string Label = "apiserver.kubernetes.io/identity";
    private const string Component = "kube-apiserver";
    private const string Address = "outrigger.io/advertised-address";

    // kept for a while, so that an operator sees which server is gone
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private readonly string holder = $"{identity}_{Guid.NewGuid()}";
    private readonly Dictionary<string, (long Version, long At)> seen = new(StringComparer.Ordinal);

    private ObjectAddress Own => new(CoreResources.Leases, Namespace, identity);

    /// <summary>Says that this server is alive; an update makes the Lease when there is none.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken) =>
        await objects.UpdateAsync(Own, Renew, cancellationToken).ConfigureAwait(false);

    /// <summary>Where the servers that are alive can be reached, as far as they say; Leases of those long gone are removed.</summary>
    public async Task<IReadOnlyList<IPEndPoint>> LiveAsync(CancellationToken cancellationToken)
    {
        var live = new List<IPEndPoint>();
        var list = await objects.ListAsync(CoreResources.Leases, Namespace, cancellationToken).ConfigureAwait(false);
        foreach (var lease in list.Items.Where(l => l.Labels.TryGetValue(Label, out var component) && component == Component))
        {
            var quiet = QuietFor(lease);
            if (quiet < Duration && JsonNodes.GetString(lease.ToTree(), "metadata", "annotations", Address) is { } text && IPEndPoint.TryParse(text, out var address))
            {
                live.Add(address);
            }
            else if (quiet > Remembered)
            {
                await objects.DeleteAsync(new ObjectAddress(CoreResources.Leases, Namespace, lease.Name), new DeleteOptions(), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        return live;
    }

    /// <summary>This server ends in good order.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken) =>
        await objects.DeleteAsync(Own, new DeleteOptions(), cancellationToken).ConfigureAwait(false);

    private TimeSpan QuietFor(StoredObject lease)
    {
        if (!seen.TryGetValue(lease.Name, out var last) || last.Version != lease.ResourceVersion)
        {
            seen[lease.Name] = last = (lease.ResourceVersion, time.GetTimestamp());
        }

        return time.GetElapsedTime(last.At);
    }

    private void Renew(JsonObject lease)
    {
        var meta = JsonNodes.Ensure(lease, "metadata");
        (meta["name"], meta["namespace"]) = (identity, Namespace);
        JsonNodes.Ensure(meta, "labels")[Label] = Component;
        if (endpoint is not null)
        {
            JsonNodes.Ensure(meta, "annotations")[Address] = endpoint.ToString();
        }

        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var spec = JsonNodes.Ensure(lease, "spec");
        spec["acquireTime"] = JsonNodes.GetString(spec, "holderIdentity") == holder ? spec["acquireTime"]?.DeepClone() : now;
        spec["holderIdentity"] = holder;
        spec["leaseDurationSeconds"] = (long)Duration.TotalSeconds;
        spec["renewTime"] = now;
    }
}

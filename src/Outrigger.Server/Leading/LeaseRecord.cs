using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Server.Leading;

/// <summary>What a Lease says (coordination.k8s.io/v1).</summary>
/// <param name="Holder">Empty when it was given back.</param>
/// <param name="Seconds">How long it holds after a renewal.</param>
/// <param name="Acquired">When the holder got it.</param>
/// <param name="Renewed">When it was last renewed; only ever compared with itself, as clocks differ.</param>
/// <param name="Transitions">How often the holder changed.</param>
internal sealed record LeaseRecord(string Holder, long Seconds, string Acquired, string Renewed, long Transitions)
{
    private const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static GroupVersionResource Resource { get; } = new("coordination.k8s.io", "v1", "leases");

    public static LeaseRecord Of(JsonObject lease)
    {
        var spec = lease["spec"] as JsonObject;
        return new LeaseRecord(
            JsonNodes.GetString(spec, "holderIdentity") ?? "",
            JsonNodes.GetLong(spec, "leaseDurationSeconds") ?? 0,
            JsonNodes.GetString(spec, "acquireTime") ?? "",
            JsonNodes.GetString(spec, "renewTime") ?? "",
            JsonNodes.GetLong(spec, "leaseTransitions") ?? 0);
    }

    /// <summary>The record after this server took or renewed it.</summary>
    public LeaseRecord HeldBy(string identity, TimeSpan duration, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture);
        var same = string.Equals(Holder, identity, StringComparison.Ordinal);
        return new LeaseRecord(identity, (long)duration.TotalSeconds, same ? Acquired : stamp, stamp, same || Renewed.Length == 0 ? Transitions : Transitions + 1);
    }

    /// <summary>The record after this server gave it back: whoever looks next may take it.</summary>
    public LeaseRecord GivenBack() => this with { Holder = "", Seconds = 1 };

    /// <summary>A Lease that says it.</summary>
    public JsonObject ToLease(LeaseOptions options)
    {
        var lease = new JsonObject
        {
            ["apiVersion"] = Resource.GroupVersion.ToString(),
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace },
        };
        WriteTo(lease);
        return lease;
    }

    public void WriteTo(JsonObject lease) => lease["spec"] = new JsonObject
    {
        ["holderIdentity"] = Holder,
        ["leaseDurationSeconds"] = Seconds,
        ["acquireTime"] = Acquired,
        ["renewTime"] = Renewed,
        ["leaseTransitions"] = Transitions,
    };
}

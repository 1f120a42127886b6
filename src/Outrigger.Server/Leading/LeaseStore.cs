using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Access;

namespace Outrigger.Server.Leading;

/// <summary>A Lease among the objects of this process.</summary>
internal sealed class LeaseStore(LocalObjects objects, LeaseOptions options) : ILeaseStore
{
    internal static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");

    /// <inheritdoc/>
    public async Task<LeaseRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(Leases, options.Namespace, options.Name, cancellationToken).ConfigureAwait(false);
        return found is null ? null : LeaseRecord.Of(found.ToTree());
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(LeaseRecord? expected, LeaseRecord record, CancellationToken cancellationToken)
    {
        if (expected is null)
        {
            var lease = new JsonObject { ["metadata"] = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace } };
            record.WriteTo(lease);
            return await objects.TryCreateAsync(Leases, options.Namespace, lease, cancellationToken).ConfigureAwait(false);
        }

        var written = false;
        var there = await objects.UpdateAsync(
            new ObjectAddress(Leases, options.Namespace, options.Name),
            lease =>
            {
                written = LeaseRecord.Of(lease) == expected;
                if (written)
                {
                    record.WriteTo(lease);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return there && written;
    }
}

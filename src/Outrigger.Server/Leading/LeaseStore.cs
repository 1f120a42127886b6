using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Access;

namespace Outrigger.Server.Leading;

/// <summary>Reads and writes the Lease; a write counts only over exactly what was read.</summary>
internal sealed class LeaseStore(LocalObjects objects, LeaseOptions options)
{
    private static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");

    /// <summary>What is stored; null when there is no Lease.</summary>
    public async Task<LeaseRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(Leases, options.Namespace, options.Name, cancellationToken).ConfigureAwait(false);
        return found is null ? null : LeaseRecord.Of(found.ToTree());
    }

    /// <summary>Writes a record in the place of another (null: none is there); false when something else is there by now.</summary>
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

using Outrigger.Server.Access;

namespace Outrigger.Server.Leading;

/// <summary>A Lease among the objects of this process.</summary>
internal sealed class LeaseStore(LocalObjects objects, LeaseOptions options) : ILeaseStore
{
    /// <inheritdoc/>
    public async Task<LeaseRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(LeaseRecord.Resource, options.Namespace, options.Name, cancellationToken).ConfigureAwait(false);
        return found is null ? null : LeaseRecord.Of(found.ToTree());
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(LeaseRecord? expected, LeaseRecord record, CancellationToken cancellationToken)
    {
        if (expected is null)
        {
            return await objects.TryCreateAsync(LeaseRecord.Resource, options.Namespace, record.ToLease(options), cancellationToken).ConfigureAwait(false);
        }

        var written = false;
        var there = await objects.UpdateAsync(
            new ObjectAddress(LeaseRecord.Resource, options.Namespace, options.Name),
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

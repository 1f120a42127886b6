using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Leading;

/// <summary>A Lease on another server; its resourceVersion tells whether it was changed meanwhile.</summary>
internal sealed class ClientLeaseStore(KubernetesClient client, LeaseOptions options) : ILeaseStore
{
    private readonly ResourcePath path = new(LeaseRecord.Resource, options.Namespace, options.Name);
    private JsonObject? last;

    /// <inheritdoc/>
    public async Task<LeaseRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        last = await client.FindAsync(path, cancellationToken).ConfigureAwait(false);
        return last is null ? null : LeaseRecord.Of(last);
    }

    /// <inheritdoc/>
    public async Task<bool> WriteAsync(LeaseRecord? expected, LeaseRecord record, CancellationToken cancellationToken)
    {
        if (expected is not null && (last is null || LeaseRecord.Of(last) != expected))
        {
            return false;
        }

        try
        {
            last = expected is null
                ? await client.CreateAsync(path.Named(""), record.ToLease(options), cancellationToken).ConfigureAwait(false)
                : await client.ReplaceAsync(path, Changed(record), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 409)
        {
            return false;
        }
    }

    private JsonObject Changed(LeaseRecord record)
    {
        var lease = (JsonObject)last!.DeepClone();
        record.WriteTo(lease);
        return lease;
    }
}

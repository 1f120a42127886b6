using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Writing;

/// <summary>
/// Leases for records with a time to live. Records of about the same time share one, as a lease of its own for each would cost etcd more
/// than the record (a lease lives at most a minute or a twentieth longer than asked for).
/// </summary>
internal sealed class LeasePool(EtcdClient client, TimeProvider time)
{
    private const int MostRecords = 1000;
    private static readonly TimeSpan LongestSharing = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<long, Lease> current = [];

    /// <summary>A lease that ends no earlier than this time to live; 0 for none.</summary>
    public async ValueTask<long> GetAsync(TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (timeToLive is not { } ttl)
        {
            return 0;
        }

        var seconds = Math.Max(1, (long)Math.Ceiling(ttl.TotalSeconds));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!current.TryGetValue(seconds, out var lease) || lease.Records >= MostRecords || time.GetElapsedTime(lease.GrantedAt) > lease.Sharing)
            {
                lease = await GrantAsync(seconds, cancellationToken).ConfigureAwait(false);
                current[seconds] = lease;
            }

            lease.Records++;
            return lease.Id;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A lease turned out to be gone.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        current.Clear();
        gate.Release();
    }

    private async Task<Lease> GrantAsync(long seconds, CancellationToken cancellationToken)
    {
        var extra = Math.Clamp(seconds / 20, 1, (long)LongestSharing.TotalSeconds);
        var grantedAt = time.GetTimestamp();

        // asked again elsewhere when there is no answer: a lease too many ends by itself
        var response = await client.ReadAsync(EtcdMethods.LeaseGrant, new LeaseGrantRequest { Ttl = seconds + extra }, cancellationToken).ConfigureAwait(false);
        return new Lease { Id = response.Id, GrantedAt = grantedAt, Sharing = TimeSpan.FromSeconds(extra) };
    }

    private sealed class Lease
    {
        public required long Id { get; init; }

        public required long GrantedAt { get; init; }

        public required TimeSpan Sharing { get; init; }

        public int Records { get; set; }
    }
}

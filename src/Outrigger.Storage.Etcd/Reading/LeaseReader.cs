using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Reading;

/// <summary>Reads when records end by themselves: their leases, and how long each lives on.</summary>
internal sealed class LeaseReader(EtcdClient client, KeyLayout layout, EtcdStoreOptions options)
{
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadAsync(long revision, CancellationToken cancellationToken)
    {
        var ends = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var leases = new Dictionary<long, DateTimeOffset>();
        var (from, end) = layout.Range(new RangeQuery(""));
        var request = new RangeRequest
        {
            Key = from, RangeEnd = end, Revision = layout.Revisions.ToEtcd(revision), Limit = options.PageSize, KeysOnly = true,
        };
        while (true)
        {
            var page = await client.ReadAsync(EtcdMethods.Range, request, cancellationToken).ConfigureAwait(false);
            foreach (var found in page.Kvs.Where(k => k.Lease != 0))
            {
                if (!leases.TryGetValue(found.Lease, out var at))
                {
                    leases[found.Lease] = at = await EndAsync(found.Lease, cancellationToken).ConfigureAwait(false);
                }

                ends[layout.ObjectKey(found.Key)] = at;
            }

            if (!page.More)
            {
                return ends;
            }

            request.Key = layout.Key(layout.ObjectKey(page.Kvs[^1].Key) + "\0");
        }
    }

    // a lease that is gone has -1: it ended just now
    private async Task<DateTimeOffset> EndAsync(long lease, CancellationToken cancellationToken)
    {
        var answer = await client.ReadAsync(EtcdMethods.LeaseTimeToLive, new LeaseTimeToLiveRequest { Id = lease }, cancellationToken).ConfigureAwait(false);
        return options.TimeProvider.GetUtcNow() + TimeSpan.FromSeconds(Math.Max(0, answer.Ttl));
    }
}

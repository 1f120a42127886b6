using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;
using Outrigger.Storage.Etcd.Writing;

namespace Outrigger.Storage.Etcd.Reading;

/// <summary>Reads ranges: in pages of one revision, that of the first one.</summary>
internal sealed class RangeReader(EtcdClient client, KeyLayout layout, int pageSize)
{
    /// <summary>Which revision is the oldest that can be read, when this one cannot.</summary>
    public delegate Task<long> FindOldest(long revision, CancellationToken cancellationToken);

    public async Task<RangePage> ReadAsync(RangeQuery query, FindOldest oldest, CancellationToken cancellationToken)
    {
        var (from, end) = layout.Range(query);
        if (layout.Revisions.ToEtcd(query.Revision) is < 0)
        {
            throw await CompactedAsync(query.Revision, oldest, cancellationToken).ConfigureAwait(false);
        }

        var request = new RangeRequest { Key = from, RangeEnd = end, Revision = layout.Revisions.ToEtcd(query.Revision) };
        var records = new List<StoreRecord>();
        while (true)
        {
            request.Limit = query.Limit == 0 ? pageSize : Math.Min(pageSize, query.Limit - records.Count);
            var response = await PageAsync(request, oldest, cancellationToken).ConfigureAwait(false);
            request.Revision = request.Revision == 0 ? response.Header.Revision : request.Revision;
            records.EnsureCapacity(records.Count + response.Kvs.Count);
            foreach (var found in response.Kvs)
            {
                records.Add(Transaction.Record(layout, layout.ObjectKey(found.Key), found));
            }

            if (!response.More || records.Count == query.Limit)
            {
                return new RangePage(records, layout.Revisions.FromEtcd(request.Revision), response.More);
            }

            request.Key = layout.Key(records[^1].Key + "\0");
        }
    }

    private static async Task<RevisionCompactedException> CompactedAsync(long revision, FindOldest oldest, CancellationToken cancellationToken) =>
        new(revision, await oldest(revision, cancellationToken).ConfigureAwait(false));

    private async Task<RangeResponse> PageAsync(RangeRequest request, FindOldest oldest, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await client.ReadAsync(EtcdMethods.Range, request, cancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException e) when (EtcdRefusals.IsCompacted(e))
            {
                throw await CompactedAsync(layout.Revisions.FromEtcd(request.Revision), oldest, cancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException e) when (EtcdRefusals.IsFuture(e))
            {
                var newest = await client.ReadAsync(EtcdMethods.Range, new RangeRequest { Key = request.Key, KeysOnly = true }, cancellationToken).ConfigureAwait(false);
                throw new RevisionAheadException(layout.Revisions.FromEtcd(request.Revision), layout.Revisions.FromEtcd(newest.Header.Revision));
            }
            catch (GrpcException e) when (e.Code == GrpcCode.ResourceExhausted && request.Limit > 1)
            {
                request.Limit = Math.Max(1, request.Limit / 8); // large records: fewer at a time
            }
        }
    }
}

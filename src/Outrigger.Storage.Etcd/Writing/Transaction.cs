using Google.Protobuf;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Writing;

/// <summary>A commit as a transaction of etcd: every key's revision is compared, and read where one of them differs.</summary>
internal static class Transaction
{
    /// <summary>The most writes of one commit: etcd's default of --max-txn-ops.</summary>
    public const int MaxWrites = 128;

    public static TxnRequest Build(KeyLayout layout, IReadOnlyList<StoreWrite> writes, IReadOnlyList<long> leases)
    {
        var transaction = new TxnRequest();
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            var key = layout.Key(write.Key);
            transaction.Compare.Add(new Compare
            {
                // a key that is not there has the revision 0
                Key = key,
                Target = Compare.Types.CompareTarget.Mod,
                Result = Compare.Types.CompareResult.Equal,
                ModRevision = layout.Revisions.ToEtcd(write.ExpectedRevision),
            });
            transaction.Success.Add(write.Value is { } value
                ? new RequestOp { RequestPut = new PutRequest { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value), Lease = leases[i] } }
                : new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = key } });
            transaction.Failure.Add(new RequestOp { RequestRange = new RangeRequest { Key = key } });
        }

        return transaction;
    }

    /// <summary>Which check failed: the first one, with what its key holds.</summary>
    public static CommitResult.Conflict Conflict(KeyLayout layout, IReadOnlyList<StoreWrite> writes, TxnResponse response)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var found = response.Responses[i].ResponseRange.Kvs.FirstOrDefault();
            if ((found?.ModRevision ?? 0) != layout.Revisions.ToEtcd(writes[i].ExpectedRevision))
            {
                return new CommitResult.Conflict(writes[i].Key, found is null ? null : Record(layout, writes[i].Key, found));
            }
        }

        // the check of an import, which stands after the others
        throw new StoreUnavailableException("another import into the same store began: let only one run", outcomeUnknown: false);
    }

    public static StoreRecord Record(KeyLayout layout, string key, KeyValue found) => new(
        key, found.Value.Memory, layout.Revisions.FromEtcd(found.CreateRevision), layout.Revisions.FromEtcd(found.ModRevision));
}

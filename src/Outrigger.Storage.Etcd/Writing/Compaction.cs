using System.Globalization;
using Google.Protobuf;
using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Writing;

/// <summary>
/// Compaction by one of the servers. Each tries once an interval; a note counts the compactions, and whoever finds that it grew since
/// its last try lets this round pass. Two that try at once are told apart by compare and swap.
/// </summary>
internal sealed class Compaction(EtcdClient client, KeyLayout layout)
{
    private const string Note = "compaction";
    private long seen;

    /// <summary>Takes note of where the count stands.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => seen = (await ReadAsync(cancellationToken).ConfigureAwait(false)).Version;

    /// <summary>Compacts to a revision unless another server did since the last call.</summary>
    public async Task RunAsync(long revision, CancellationToken cancellationToken)
    {
        var key = layout.Note(Note);
        var transaction = new TxnRequest
        {
            Compare = { new Compare { Key = key, Target = Compare.Types.CompareTarget.Version, Version = seen } },
            Success = { new RequestOp { RequestPut = new PutRequest { Key = key, Value = Text(revision) } } },
            Failure = { new RequestOp { RequestRange = new RangeRequest { Key = key } } },
        };
        var response = await client.WriteAsync(EtcdMethods.Txn, transaction, cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded)
        {
            seen = response.Responses[0].ResponseRange.Kvs.FirstOrDefault()?.Version ?? 0;
            return;
        }

        seen++;
        if (layout.Revisions.ToEtcd(revision) is > 0 and var own)
        {
            await CompactAsync(Math.Min(own, response.Header.Revision), cancellationToken).ConfigureAwait(false);
        }
    }

    private static ByteString Text(long revision) => ByteString.CopyFromUtf8(revision.ToString(CultureInfo.InvariantCulture));

    private async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        try
        {
            await client.WriteAsync(EtcdMethods.Compact, new CompactionRequest { Revision = revision }, cancellationToken).ConfigureAwait(false);
        }
        catch (GrpcException e) when (EtcdRefusals.IsCompacted(e))
        {
            // it was done already
        }
    }

    private async Task<(long Version, long Revision)> ReadAsync(CancellationToken cancellationToken)
    {
        var response = await client.ReadAsync(EtcdMethods.Range, new RangeRequest { Key = layout.Note(Note) }, cancellationToken).ConfigureAwait(false);
        return response.Kvs.FirstOrDefault() is { } found ? (found.Version, found.ModRevision) : (0, 0);
    }
}

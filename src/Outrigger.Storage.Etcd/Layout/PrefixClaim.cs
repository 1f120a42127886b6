using Google.Protobuf;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Layout;

/// <summary>Takes a prefix for ours, and refuses one that holds anybody else's keys: it may be a live cluster's etcd.</summary>
internal sealed class PrefixClaim(EtcdClient client, KeyLayout layout)
{
    /// <summary>The marker of the prefix; made when nothing is there, unless it must exist.</summary>
    public async Task<PrefixMarker> TakeAsync(bool mustExist, CancellationToken cancellationToken)
    {
        await RefuseWithinAnotherAsync(cancellationToken).ConfigureAwait(false);
        if (await FindAsync(layout.Note(PrefixMarker.Note), cancellationToken).ConfigureAwait(false) is { } there)
        {
            return PrefixMarker.Decode(there, layout.Prefix);
        }

        var any = await client.ReadAsync(
            EtcdMethods.Range, new RangeRequest { Key = layout.Start, RangeEnd = layout.End, Limit = 1, KeysOnly = true }, cancellationToken)
            .ConfigureAwait(false);
        if (any.Kvs.Count > 0 && !any.Kvs[0].Key.Equals(layout.Note(PrefixMarker.Note)))
        {
            throw PrefixMarker.Refusal(
                $"etcd holds keys under {layout.Prefix}/ that are not Outrigger's ({any.Kvs[0].Key.ToStringUtf8()}): choose another --etcd-prefix");
        }

        if (mustExist)
        {
            throw PrefixMarker.Refusal($"{layout.Prefix} in etcd holds no store: correct --etcd-prefix");
        }

        var agreed = await AgreeAsync(PrefixMarker.Note, PrefixMarker.New().Encode(), cancellationToken).ConfigureAwait(false);
        return PrefixMarker.Decode(agreed, layout.Prefix);
    }

    /// <summary>Holds while the marker is this one.</summary>
    public Compare StillHas(PrefixMarker marker) => new()
    {
        Key = layout.Note(PrefixMarker.Note), Target = Compare.Types.CompareTarget.Value, Value = marker.Encode(),
    };

    /// <summary>Replaces the marker; false when it is another one by now.</summary>
    public async Task<bool> ReplaceAsync(PrefixMarker marker, PrefixMarker next, CancellationToken cancellationToken)
    {
        var put = new PutRequest { Key = layout.Note(PrefixMarker.Note), Value = next.Encode() };
        var transaction = new TxnRequest { Compare = { StillHas(marker) }, Success = { new RequestOp { RequestPut = put } } };
        return (await client.WriteAsync(EtcdMethods.Txn, transaction, cancellationToken).ConfigureAwait(false)).Succeeded;
    }

    /// <summary>Notes a value unless one is there; what is there then.</summary>
    public async Task<ByteString> AgreeAsync(string name, ByteString value, CancellationToken cancellationToken)
    {
        var key = layout.Note(name);
        var response = await client.WriteAsync(
            EtcdMethods.Txn,
            new TxnRequest
            {
                Compare = { new Compare { Key = key, Target = Compare.Types.CompareTarget.Create, CreateRevision = 0 } },
                Success = { new RequestOp { RequestPut = new PutRequest { Key = key, Value = value } } },
                Failure = { new RequestOp { RequestRange = new RangeRequest { Key = key } } },
            },
            cancellationToken).ConfigureAwait(false);
        return response.Succeeded ? value : response.Responses[0].ResponseRange.Kvs[0].Value;
    }

    private async Task RefuseWithinAnotherAsync(CancellationToken cancellationToken)
    {
        for (var outer = Parent(layout.Prefix); outer.Length > 0; outer = Parent(outer))
        {
            if (await FindAsync(KeyLayout.Note(outer, PrefixMarker.Note), cancellationToken).ConfigureAwait(false) is not null)
            {
                throw PrefixMarker.Refusal($"{layout.Prefix} lies within {outer}, which another store has in use: choose another --etcd-prefix");
            }
        }
    }

    private static string Parent(string prefix) => prefix[..prefix.LastIndexOf('/')];

    private async Task<ByteString?> FindAsync(ByteString key, CancellationToken cancellationToken)
    {
        var response = await client.ReadAsync(EtcdMethods.Range, new RangeRequest { Key = key }, cancellationToken).ConfigureAwait(false);
        return response.Kvs.FirstOrDefault()?.Value;
    }
}

using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Watching;

/// <summary>Reads etcd's events of the whole prefix over one stream.</summary>
internal sealed class WatchReader(EtcdClient client, KeyLayout layout)
{
    /// <summary>
    /// Batches of events after a revision until the stream breaks, which is thrown. A batch splits no commit. Throws
    /// <see cref="RevisionCompactedException"/> when that history is gone. A note of the store is an event without a key.
    /// </summary>
    /// <param name="after">The last revision that is known.</param>
    /// <param name="opened">Told with which member the stream is, so that a silent one can be avoided.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<List<StoreEvent>> ReadAsync(
        long after, Action<Member>? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after < layout.Revisions.Base)
        {
            throw new RevisionCompactedException(after, layout.Revisions.FromEtcd(1));
        }

        // From the revision itself, whose events are dropped: etcd then refuses exactly when something after it may be gone. Started one
        // later, at the compacted revision, it would keep silent about deletions (etcd #19179).
        var create = new WatchCreateRequest { Key = layout.Start, RangeEnd = layout.End, StartRevision = Math.Max(1, layout.Revisions.ToEtcd(after)), Fragment = true };
        var (stream, member) = await client.OpenAsync(EtcdMethods.Watch, new WatchRequest { CreateRequest = create }, cancellationToken)
            .ConfigureAwait(false);
        using var closing = stream;
        opened?.Invoke(member);
        var last = after;
        var batch = new List<StoreEvent>();
        while (true)
        {
            var response = await NextAsync(stream, member, cancellationToken).ConfigureAwait(false);
            if (response.CompactRevision > 0)
            {
                throw new RevisionCompactedException(after, layout.Revisions.FromEtcd(response.CompactRevision));
            }

            if (response.Canceled)
            {
                throw Broken(member, $"the watch was ended: {response.CancelReason}");
            }

            foreach (var change in response.Events)
            {
                if (layout.Revisions.FromEtcd(change.Kv.ModRevision) > last)
                {
                    batch.Add(Convert(change));
                }
            }

            if (!response.Fragment && batch.Count > 0)
            {
                last = batch[^1].Revision;
                yield return batch;
                batch = [];
            }
        }
    }

    /// <summary>Other members are asked first for a while.</summary>
    public void Avoid(Member member) => client.Avoid(member);

    private async ValueTask<WatchResponse> NextAsync(
        GrpcStream<WatchRequest, WatchResponse> stream, Member member, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw Broken(member, "the watch ended");
        }
        catch (GrpcException e)
        {
            throw Broken(member, e.Message, e);
        }
    }

    private StoreUnavailableException Broken(Member member, string why, Exception? cause = null)
    {
        client.Avoid(member);
        return new StoreUnavailableException($"{member.Name}: {why}", outcomeUnknown: false, cause);
    }

    private StoreEvent Convert(Event change)
    {
        var key = layout.ObjectKey(change.Kv.Key);
        var revision = layout.Revisions.FromEtcd(change.Kv.ModRevision);
        if (key.Length == 0)
        {
            return layout.IsMarker(change.Kv.Key) ? throw new StoreReplacedException(layout.Prefix) : StoreEvent.Progress(revision);
        }

        ReadOnlyMemory<byte>? value = change.Type == Event.Types.EventType.Put ? change.Kv.Value.Memory : (ReadOnlyMemory<byte>?)null;
        return new StoreEvent(key, value, revision);
    }
}

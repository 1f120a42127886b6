using System.Runtime.CompilerServices;
using Google.Protobuf;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Layout;
using Outrigger.Storage.Etcd.Members;
using Outrigger.Storage.Etcd.Protocol;
using Outrigger.Storage.Etcd.Reading;
using Outrigger.Storage.Etcd.Watching;
using Outrigger.Storage.Etcd.Writing;
using Outrigger.Storage.Feeds;

namespace Outrigger.Storage.Etcd;

/// <summary>
/// A store that any number of servers share: etcd, version 3.4 or later. Its revision is etcd's, so that it grows by what others write
/// there too.
/// </summary>
public sealed class EtcdStore : IStore, IStoreExpiries
{
    // what etcd has committed is on its way; longer than this and the stream is taken for dead
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan AfterRestart = TimeSpan.FromSeconds(6);
    private readonly EtcdStoreOptions options;
    private readonly EtcdClient client;
    private readonly KeyLayout layout;
    private readonly CancellationTokenSource stop = new();
    private readonly WatchParts watch;
    private readonly LeasePool leases;
    private readonly Compaction compaction;
    private readonly RangeReader ranges;
    private Compare? fence;

    private EtcdStore(EtcdStoreOptions options, EtcdClient client, KeyLayout layout, long revision)
    {
        this.options = options;
        this.client = client;
        this.layout = layout;
        watch = new WatchParts(client, layout, revision, options, stop.Token);
        leases = new LeasePool(client, options.TimeProvider);
        compaction = new Compaction(client, layout);
        ranges = new RangeReader(client, layout, options.PageSize);
    }

    /// <summary>
    /// Connects, and takes the prefix for ours. Throws <see cref="StoreUnavailableException"/> with cause and fix when etcd does not
    /// answer, or when the prefix holds somebody else's keys.
    /// </summary>
    public static Task<EtcdStore> OpenAsync(EtcdStoreOptions options, CancellationToken cancellationToken) =>
        OpenAsync(options, import: null, cancellationToken);

    /// <param name="options">Of the store.</param>
    /// <param name="import">The marker that an import wrote, which opens it for itself; null for a server.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async Task<EtcdStore> OpenAsync(EtcdStoreOptions options, PrefixMarker? import, CancellationToken cancellationToken)
    {
        var members = new MemberSet(EtcdChannels.Create(options), options.TimeProvider);
        var client = new EtcdClient(members, options);
        try
        {
            var status = await client.ReadAsync(EtcdMethods.Status, new StatusRequest(), cancellationToken).ConfigureAwait(false);
            var claim = new PrefixClaim(client, new KeyLayout(options.Prefix));
            var marker = await claim.TakeAsync(options.MustExist, cancellationToken).ConfigureAwait(false);
            if (marker.Importing.Length > 0 && marker != import)
            {
                throw PrefixMarker.Refusal($"an import into {options.Prefix} in etcd is not finished: run outrigger import again, which begins anew");
            }

            var layout = new KeyLayout(options.Prefix, new Revisions(marker.Base));

            // begin at an event of our own, so that history always has an end that can be seen
            var revision = await WatchParts.NoteAsync(client, layout, cancellationToken).ConfigureAwait(false);
            if (await claim.TakeAsync(mustExist: true, cancellationToken).ConfigureAwait(false) != marker)
            {
                throw PrefixMarker.Refusal(new StoreReplacedException(options.Prefix).Message);
            }

            var store = new EtcdStore(options, client, layout, revision) { fence = import is null ? null : claim.StillHas(import) };
            await store.compaction.StartAsync(cancellationToken).ConfigureAwait(false);
            store.watch.Start();
            EtcdLog.Opened(options.Logger, options.Prefix, status.Version, members.Names, revision);
            return store;
        }
        catch (GrpcException e)
        {
            client.Dispose();
            throw EtcdRefusals.Of(e);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Notes a fact that all servers of the store must share, unless it is noted already; what is noted. <paramref name="name"/> is the
    /// key's name under <c>PREFIX/.store/</c>.
    /// </summary>
    public Task<string> AgreeAsync(string name, string value, CancellationToken cancellationToken) => EtcdRefusals.TranslateAsync(async () =>
        (await new PrefixClaim(client, layout).AgreeAsync(name, ByteString.CopyFromUtf8(value), cancellationToken).ConfigureAwait(false)).ToStringUtf8());

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        CommitCheck.Validate(writes);
        if (writes.Count > Transaction.MaxWrites)
        {
            throw new ArgumentException($"etcd takes at most {Transaction.MaxWrites} writes in one commit, not {writes.Count}", nameof(writes));
        }

        ThrowIfEnded();
        var response = await EtcdRefusals.TranslateAsync(() => WriteAsync(writes, cancellationToken)).ConfigureAwait(false);
        if (!response.Succeeded)
        {
            return Transaction.Conflict(layout, writes, response);
        }

        // it is durable whether the feeds were told or not
        var revision = layout.Revisions.FromEtcd(response.Header.Revision);
        await ToldAsync(revision, cancellationToken).ConfigureAwait(false);
        return new CommitResult.Committed(revision);
    }

    /// <inheritdoc/>
    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        new(EtcdRefusals.TranslateAsync(() => ranges.ReadAsync(query, OldestAsync, cancellationToken)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadExpiriesAsync(long revision, CancellationToken cancellationToken) =>
        new(EtcdRefusals.TranslateAsync(() => new LeaseReader(client, layout, options).ReadAsync(revision, cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        var before = watch.Gate.Value;
        var revision = await watch.Newest.AskAsync(cancellationToken).ConfigureAwait(false);
        if (revision < before)
        {
            throw new StoreUnavailableException(
                $"etcd went back from revision {before} to {revision}: it was restored from a backup, or --etcd-servers names two clusters; restart every server",
                outcomeUnknown: false);
        }

        if (await watch.ReachesAsync(revision, cancellationToken).ConfigureAwait(false) || await ToldAsync(revision, cancellationToken).ConfigureAwait(false))
        {
            return revision;
        }

        throw new StoreUnavailableException($"the watch on etcd does not get to revision {revision}", outcomeUnknown: false);
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken) => await EtcdRefusals.TranslateAsync(async () =>
    {
        await compaction.RunAsync(revision, cancellationToken).ConfigureAwait(false);
        return 0;
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
        watch.Hub.FollowAsync(prefix, afterRevision, HistoryAsync, cancellationToken);

    /// <summary>Ends the feeds and the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watch.EndAsync().ConfigureAwait(false);
            client.Dispose();
            stop.Dispose();
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
        if (watch.Replaced is { } why)
        {
            throw new StoreUnavailableException(why, outcomeUnknown: false);
        }
    }

    private async Task<TxnResponse> WriteAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var ids = new long[writes.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = await leases.GetAsync(writes[i].TimeToLive, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                var transaction = Transaction.Build(layout, writes, ids);
                if (fence is not null)
                {
                    transaction.Compare.Add(fence);
                }

                return await client.WriteAsync(EtcdMethods.Txn, transaction, cancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException e) when (EtcdRefusals.IsLeaseGone(e) && !again)
            {
                await leases.ForgetAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the feeds were told of a revision; a silent stream is left for another.</summary>
    private async ValueTask<bool> ToldAsync(long revision, CancellationToken cancellationToken)
    {
        if (await watch.Gate.WaitAsync(revision, Soon, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        watch.Restart();
        return await watch.Gate.WaitAsync(revision, AfterRestart, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> OldestAsync(long revision, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in watch.Reader.ReadAsync(revision, null, cancellationToken).ConfigureAwait(false))
            {
                return batch[0].Revision;
            }

            return revision;
        }
        catch (RevisionCompactedException e)
        {
            return e.Oldest;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<StoreEvent>> HistoryAsync(
        string prefix, long afterRevision, long throughRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in watch.Reader.ReadAsync(afterRevision, null, cancellationToken).ConfigureAwait(false))
        {
            var selected = batch.FindAll(e => e.Revision <= throughRevision && StoreKeys.Covers(prefix, e.Key));
            if (selected.Count > 0)
            {
                yield return selected;
            }

            if (batch[^1].Revision >= throughRevision)
            {
                yield break;
            }
        }
    }
}

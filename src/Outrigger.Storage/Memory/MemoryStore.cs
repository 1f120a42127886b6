using System.Runtime.CompilerServices;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Feeds;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Memory;

/// <summary>
/// The reference store: everything in memory, one version of the whole store per revision, one lock. For tests and quick starts;
/// what it answers is what every store must answer.
/// </summary>
public sealed class MemoryStore : IStore, IStoreExpiries
{
    private const long FirstRevision = 1;
    private readonly Lock gate = new();
    private readonly FeedHub hub;
    private readonly ExpiryQueue expiries;

    // Oldest first; the first one is the state at the compacted revision.
    private List<StoreVersion> versions;
    private bool closed;

    /// <summary>A new empty store.</summary>
    /// <param name="timeProvider">For times to live.</param>
    /// <param name="firstRevision">The revision that it begins with; everything before counts as compacted.</param>
    public MemoryStore(TimeProvider? timeProvider = null, long firstRevision = FirstRevision)
    {
        hub = new FeedHub(firstRevision);
        versions = [new(firstRevision, SortedTree<StoreRecord, RecordOrder>.Empty, [])];
        expiries = new ExpiryQueue(timeProvider ?? TimeProvider.System, Expire);
    }

    private StoreVersion Newest => versions[^1];

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        CommitCheck.Validate(writes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ThrowIfClosed();
            foreach (var write in writes)
            {
                var current = Newest.Records.Find(write.Key);
                if ((current?.ModRevision ?? 0) != write.ExpectedRevision)
                {
                    return new(new CommitResult.Conflict(write.Key, current));
                }
            }

            return new(new CommitResult.Committed(Apply(writes)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RangePage> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        StoreVersion version;
        lock (gate)
        {
            ThrowIfClosed();
            version = query.Revision == 0 ? Newest : VersionAt(query.Revision);
        }

        var records = new List<StoreRecord>();
        var from = query.AfterKey is { } after && KeyOrder.Compare(after, query.Prefix) >= 0 ? after + "\0" : query.Prefix;
        var walk = version.Records.From(from);
        while (walk.Next() is { } record && StoreKeys.Covers(query.Prefix, record.Key))
        {
            if (query.Limit > 0 && records.Count == query.Limit)
            {
                return new(new RangePage(records, Read(query, version), true));
            }

            records.Add(record);
        }

        return new(new RangePage(records, Read(query, version), false));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadExpiriesAsync(long revision, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var records = VersionAt(revision).Records;
            return new(expiries.All
                .Where(e => records.Find(e.Key)?.ModRevision == e.Revision)
                .ToDictionary(e => e.Key, e => e.At, StringComparer.Ordinal));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> CurrentRevisionAsync(CancellationToken cancellationToken) => new(hub.Published);

    /// <inheritdoc/>
    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (revision > versions[0].Revision)
            {
                var keep = versions.FindLastIndex(v => v.Revision <= revision);
                var oldest = versions[keep] with { Revision = Math.Min(revision, Newest.Revision), Events = [] };
                versions = [oldest, .. versions.Skip(keep + 1)];
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<StoreEvent>> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken) =>
        hub.FollowAsync(prefix, afterRevision, HistoryAsync, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closed = true;
            expiries.Dispose();
            hub.Complete();
        }

        return ValueTask.CompletedTask;
    }

    private static long Read(RangeQuery query, StoreVersion version) => query.Revision == 0 ? version.Revision : query.Revision;

    private long Apply(IReadOnlyList<StoreWrite> writes)
    {
        var revision = Newest.Revision + 1;
        var editor = Newest.Records.Edit();
        var events = new StoreEvent[writes.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var write = writes[i];
            if (write.Value is { } value)
            {
                var created = Newest.Records.Find(write.Key)?.CreateRevision ?? revision;
                editor.Set(write.Key, new StoreRecord(write.Key, value, created, revision));
            }
            else
            {
                editor.Remove(write.Key);
            }

            expiries.Add(write, revision);
            events[i] = new StoreEvent(write.Key, write.Value, revision);
        }

        versions.Add(new StoreVersion(revision, editor.Commit(), events));
        hub.Publish(events, revision);
        return revision;
    }

    private StoreVersion VersionAt(long revision)
    {
        if (revision < versions[0].Revision)
        {
            throw new RevisionCompactedException(revision, versions[0].Revision);
        }

        if (revision > Newest.Revision)
        {
            throw new RevisionAheadException(revision, Newest.Revision);
        }

        return versions[versions.FindLastIndex(v => v.Revision <= revision)];
    }

    private async IAsyncEnumerable<IReadOnlyList<StoreEvent>> HistoryAsync(
        string prefix, long afterRevision, long throughRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoreEvent> events;
        lock (gate)
        {
            VersionAt(afterRevision);
            events = [.. versions
                .Where(v => v.Revision > afterRevision && v.Revision <= throughRevision)
                .SelectMany(v => v.Events)
                .Where(e => StoreKeys.Covers(prefix, e.Key))];
        }

        await Task.CompletedTask.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (events.Count > 0)
        {
            yield return events;
        }
    }

    private void Expire()
    {
        lock (gate)
        {
            while (!closed && expiries.TryTake(out var due))
            {
                if (Newest.Records.Find(due.Key)?.ModRevision == due.Revision)
                {
                    Apply([new StoreWrite(due.Key, null, due.Revision)]);
                }
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (closed)
        {
            throw new StoreUnavailableException("the store is closed", outcomeUnknown: false);
        }
    }
}

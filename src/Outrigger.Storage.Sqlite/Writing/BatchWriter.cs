using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>
/// Writes a batch of commits inside the open transaction. A version check sees the committed state and the batch's earlier
/// entries; one that fails touches nothing and fails only its caller.
/// </summary>
internal sealed class BatchWriter(TimeProvider time)
{
    private readonly List<CurrentRow> current = [];
    private List<StoreEvent> events = [];

    /// <summary>The revision of the last commit in the batch.</summary>
    public long Revision { get; private set; }

    /// <summary>About how many pages of the log the batch fills.</summary>
    public int Pages { get; private set; }

    public void Start(long revision)
    {
        events = [];
        Revision = revision;
        Pages = 0;
    }

    /// <summary>The batch's events; the batch forgets them.</summary>
    public IReadOnlyList<StoreEvent> TakeEvents()
    {
        var taken = events;
        events = [];
        return taken;
    }

    public CommitResult Apply(WriteConnection connection, IReadOnlyList<StoreWrite> writes)
    {
        current.Clear();
        for (var i = 0; i < writes.Count; i++)
        {
            var row = connection.Find(writes[i].Key);
            if (row.Revision != writes[i].ExpectedRevision)
            {
                return new CommitResult.Conflict(writes[i].Key, row.Revision == 0 ? null : connection.Read(writes[i].Key, row));
            }

            current.Add(row);
        }

        Revision++;
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            connection.Insert(RowIds.Of(Revision, i), write.Key, current[i], write.Value, Expiry(write));
            events.Add(new StoreEvent(write.Key, write.Value, Revision));
            Pages += 2 + ((write.Value?.Length ?? 0) / 4096);
        }

        return new CommitResult.Committed(Revision);
    }

    private long? Expiry(StoreWrite write) => write is { Value: not null, TimeToLive: { } ttl }
        ? (time.GetUtcNow() + ttl).ToUnixTimeMilliseconds()
        : null;
}

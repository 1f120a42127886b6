using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Reading;

/// <summary>A connection that only reads, each time one consistent state. For one thread at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteStatement bounds;
    private readonly StateRows state;
    private readonly SqliteStatement history;
    private readonly SqliteStatement expiries;

    public ReadConnection(SqliteStoreOptions options)
    {
        connection = SqliteConnection.Open(options.Path, options.BusyTimeout, readOnly: true);
        try
        {
            connection.Execute("PRAGMA cache_size = -2048; PRAGMA trusted_schema = OFF");
            bounds = connection.Prepare("""
                SELECT (SELECT value FROM meta WHERE name = 'compacted'),
                       (SELECT value FROM meta WHERE name = 'revision'),
                       (SELECT max(id) FROM log)
                """);
            state = new StateRows(connection);
            expiries = connection.Prepare("""
                SELECT key, expires FROM log AS l
                WHERE expires IS NOT NULL AND id = (SELECT max(id) FROM log AS n WHERE n.key = l.key AND n.id <= ?1)
                """);
            history = connection.Prepare("SELECT key, id, value FROM log WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// One page; of the published revision, which was read before, when none is asked for. What is durable but not published yet is
    /// not shown: who read it would then be told an older current revision.
    /// </summary>
    public RangePage Range(RangeQuery query, long published)
    {
        connection.Execute("BEGIN");
        try
        {
            var compacted = CheckBounds(query.Revision);
            var revision = query.Revision == 0 ? Math.Max(published, compacted) : query.Revision;
            var records = state.Read(query, RowIds.LastOf(revision), query.Limit == 0 ? long.MaxValue : query.Limit);
            if (query.Limit == 0 || records.Count <= query.Limit)
            {
                return new RangePage(records, revision, false);
            }

            records.RemoveAt(records.Count - 1);
            return new RangePage(records, revision, true);
        }
        finally
        {
            connection.Execute("COMMIT");
        }
    }

    /// <summary>
    /// Events after one revision, up to and with another, in order; at most about <paramref name="limit"/>, but whole commits.
    /// </summary>
    public List<StoreEvent> History(long afterRevision, long throughRevision, int limit)
    {
        connection.Execute("BEGIN");
        try
        {
            CheckBounds(afterRevision);
            history.Bind(1, RowIds.LastOf(afterRevision)).Bind(2, RowIds.LastOf(throughRevision)).Bind(3, limit + (long)CommitCheck.MaxWrites);
            var events = new List<StoreEvent>();
            while (history.Step())
            {
                var revision = RowIds.RevisionOf(history.Long(1));
                if (events.Count >= limit && events[^1].Revision != revision)
                {
                    break;
                }

                // not "? null : Blob": a null array would become empty memory, a deletion an empty value
                ReadOnlyMemory<byte>? value = null;
                if (!history.IsNull(2))
                {
                    value = history.Blob(2);
                }

                events.Add(new StoreEvent(history.Text(0), value, revision));
            }

            return events;
        }
        finally
        {
            history.Reset();
            connection.Execute("COMMIT");
        }
    }

    /// <summary>The keys that end by themselves and when, as of a revision.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Expiries(long revision)
    {
        connection.Execute("BEGIN");
        try
        {
            CheckBounds(revision);
            expiries.Bind(1, RowIds.LastOf(revision));
            var ends = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            while (expiries.Step())
            {
                ends[expiries.Text(0)] = DateTimeOffset.FromUnixTimeMilliseconds(expiries.Long(1));
            }

            return ends;
        }
        finally
        {
            expiries.Reset();
            connection.Execute("COMMIT");
        }
    }

    public void Dispose() => connection.Dispose();

    /// <summary>The revision up to which history is gone.</summary>
    private long CheckBounds(long revision)
    {
        bounds.Step();
        var compacted = bounds.Long(0);
        var newest = Math.Max(bounds.Long(1), RowIds.RevisionOf(bounds.Long(2)));
        bounds.Reset();
        if (revision > newest)
        {
            throw new RevisionAheadException(revision, newest);
        }

        return revision == 0 || revision >= compacted ? compacted : throw new RevisionCompactedException(revision, compacted);
    }
}

using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Reading;

/// <summary>
/// Reads a range of keys as of a revision: all rows, in the order of the index, of which the last one of a key counts. Most keys have one
/// row. One that has many, because compaction has not come by yet, is looked up, so that its older values are not read.
/// </summary>
internal sealed class StateRows(SqliteConnection connection)
{
    private const int MostRows = 8;

    private readonly SqliteStatement rows = connection.Prepare("""
        SELECT key, id, created, value FROM log
        WHERE key >= ?1 AND key < ?2 AND id <= ?3
        ORDER BY key, id
        """);

    private readonly SqliteStatement newest = connection.Prepare("""
        SELECT key, id, created, value FROM log
        WHERE key = ?1 AND id <= ?2
        ORDER BY id DESC LIMIT 1
        """);

    /// <summary>The first records of a range, one more than <paramref name="limit"/> when there are more.</summary>
    public List<StoreRecord> Read(RangeQuery query, long lastId, long limit)
    {
        var records = new List<StoreRecord>();
        try
        {
            Bind(query, lastId);
            StoreRecord? last = null;
            string? key = null;
            var seen = 0;
            while (records.Count <= limit && rows.Step())
            {
                var next = rows.Text(0);
                if (!string.Equals(next, key, StringComparison.Ordinal))
                {
                    Add(last);
                    key = next;
                    seen = 0;
                }

                last = Record(rows, next);
                if (++seen == MostRows)
                {
                    last = Newest(next, lastId);
                    rows.Reset();
                    rows.Bind(1, next + "\0");
                }
            }

            if (records.Count <= limit)
            {
                Add(last);
            }
        }
        finally
        {
            rows.Reset();
        }

        return records;

        void Add(StoreRecord? record)
        {
            if (record is not null)
            {
                records.Add(record);
            }
        }
    }

    // null for a deletion
    private static StoreRecord? Record(SqliteStatement row, string key) => row.IsNull(3)
        ? null
        : new StoreRecord(key, row.Blob(3), row.Long(2), RowIds.RevisionOf(row.Long(1)));

    private StoreRecord? Newest(string key, long lastId)
    {
        try
        {
            return newest.Bind(1, key).Bind(2, lastId).Step() ? Record(newest, key) : null;
        }
        finally
        {
            newest.Reset();
        }
    }

    private void Bind(RangeQuery query, long lastId)
    {
        rows.Bind(1, query.AfterKey is { } key && KeyOrder.Compare(key, query.Prefix) >= 0 ? key + "\0" : query.Prefix);
        rows.Bind(3, lastId);
        if (query.Prefix.Length == 0)
        {
            rows.Bind(2, ReadOnlySpan<byte>.Empty); // any blob sorts after any text
        }
        else
        {
            // '0' follows '/'; "\0" after a key makes the least greater one.
            rows.Bind(2, query.Prefix[^1] == '/' ? query.Prefix[..^1] + "0" : query.Prefix + "\0");
        }
    }
}

using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>
/// Forgets history in bounded steps between batches. First the new bound is made durable, so that no reader sees a half-swept
/// past; then rows are swept up to it. Steps run on the writer's thread; requests come from any.
/// </summary>
internal sealed class Compactor
{
    private const int RowsAtOnce = 200;
    private readonly Lock gate = new();
    private readonly List<(long Revision, TaskCompletionSource Done)> requests = [];
    private Exception? closed;
    private SqliteStatement? select;
    private SqliteStatement? delete;
    private long bound;
    private long swept;

    /// <summary>The oldest revision that can be read.</summary>
    public long Bound => Volatile.Read(ref bound);

    /// <summary>Whether a step is to be done.</summary>
    public bool HasWork
    {
        get
        {
            lock (gate)
            {
                return requests.Count > 0 || swept < RowIds.LastOf(bound);
            }
        }
    }

    /// <summary>
    /// Asks for a compaction; completes when its bound is durable, or fails when the store has closed. The sweeping goes on behind it.
    /// </summary>
    public Task Request(long revision)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (closed is not null)
            {
                return Task.FromException(closed);
            }

            requests.Add((revision, done));
        }

        return done.Task;
    }

    /// <summary>Goes on with a connection that was opened anew.</summary>
    public void Attach(WriteConnection connection)
    {
        select = connection.Prepare(
            $"SELECT id, replaced, value IS NULL FROM log WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT {RowsAtOnce}");
        delete = connection.Prepare("DELETE FROM log WHERE id = ?1");
        bound = connection.Meta("compacted");
        swept = connection.Meta("swept");
    }

    /// <summary>One transaction: takes on what was asked for, or sweeps some rows.</summary>
    public void Step(WriteConnection connection, long revision)
    {
        List<(long Revision, TaskCompletionSource Done)> taken;
        lock (gate)
        {
            taken = [.. requests];
            requests.Clear();
        }

        try
        {
            connection.Begin();
            if (taken.Count > 0)
            {
                var target = Math.Max(bound, Math.Min(taken.Max(r => r.Revision), revision));
                connection.SetMeta("compacted", target);
                connection.SetMeta("revision", revision);
                connection.Commit();
                bound = target;
            }
            else
            {
                var upTo = Sweep();
                connection.SetMeta("swept", upTo);
                connection.SetMeta("revision", revision);
                connection.Commit();
                swept = upTo;
            }
        }
        catch (SqliteException e)
        {
            taken.ForEach(r => r.Done.TrySetException(WriterLoop.Unavailable(e, outcomeUnknown: false)));
            throw;
        }

        taken.ForEach(r => r.Done.TrySetResult());
    }

    /// <summary>Answers those who still wait when the store closes, and takes no more.</summary>
    public void Close(Exception why)
    {
        lock (gate)
        {
            closed = why;
            requests.ForEach(r => r.Done.TrySetException(why));
            requests.Clear();
        }
    }

    // A row up to the bound makes the row it replaced unreadable; a deletion up to the bound is not needed itself.
    private long Sweep()
    {
        var rows = new List<(long Id, long Replaced, bool Deleted)>();
        select!.Bind(1, swept).Bind(2, RowIds.LastOf(bound));
        while (select.Step())
        {
            rows.Add((select.Long(0), select.Long(1), select.Long(2) != 0));
        }

        select.Reset();
        foreach (var (id, replaced, deleted) in rows)
        {
            if (replaced != 0)
            {
                delete!.Bind(1, replaced).Run();
            }

            if (deleted)
            {
                delete!.Bind(1, id).Run();
            }
        }

        return rows.Count < RowsAtOnce ? RowIds.LastOf(bound) : rows[^1].Id;
    }
}

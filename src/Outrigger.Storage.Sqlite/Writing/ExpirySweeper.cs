using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>Deletes records whose time has come, through the same batches as everyone. Only for the writer's thread.</summary>
internal sealed class ExpirySweeper : IDisposable
{
    private const int AtOnce = 256;

    // A timer takes no more than 49 days; waking early does no harm.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private SqliteStatement? due;
    private SqliteStatement? clear;
    private SqliteStatement? next;
    private long armedFor = long.MaxValue;

    public ExpirySweeper(TimeProvider time, Action wake)
    {
        this.time = time;
        timer = time.CreateTimer(_ => Fire(wake), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether something may be due.</summary>
    public bool IsDue => Volatile.Read(ref armedFor) <= Now;

    /// <summary>Goes on with a connection that was opened anew.</summary>
    public void Attach(WriteConnection connection)
    {
        due = connection.Prepare($"SELECT id, key FROM log WHERE expires <= ?1 ORDER BY expires LIMIT {AtOnce}");
        clear = connection.Prepare("UPDATE log SET expires = NULL WHERE id = ?1");
        next = connection.Prepare("SELECT min(expires) FROM log WHERE expires IS NOT NULL");
        ArmNext();
    }

    /// <summary>A write with a time to live was committed.</summary>
    public void Note(IReadOnlyList<StoreWrite> writes)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i] is { Value: not null, TimeToLive: { } ttl })
            {
                Arm(Math.Min(armedFor, Now + (long)ttl.TotalMilliseconds));
            }
        }
    }

    /// <summary>Inside a transaction: deletes what is due and still current. The rest only forgets its time.</summary>
    public void Sweep(WriteConnection connection, BatchWriter batch)
    {
        var rows = new List<(long Id, string Key)>();
        due!.Bind(1, Now);
        while (due.Step())
        {
            rows.Add((due.Long(0), due.Text(1)));
        }

        due.Reset();
        foreach (var (id, key) in rows)
        {
            if (connection.Find(key).Id == id)
            {
                batch.Apply(connection, [new StoreWrite(key, null, RowIds.RevisionOf(id))]);
            }

            clear!.Bind(1, id).Run();
        }
    }

    /// <summary>Sets the timer to what is due next; call it outside of transactions.</summary>
    public void ArmNext()
    {
        var at = next!.Step() && !next.IsNull(0) ? next.Long(0) : long.MaxValue;
        next.Reset();
        Arm(at);
    }

    public void Dispose() => timer.Dispose();

    private void Arm(long at)
    {
        Volatile.Write(ref armedFor, at);
        if (at != long.MaxValue)
        {
            Wait(at);
        }
    }

    private void Wait(long at) =>
        timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(at - Now, 0, LongestWait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);

    // it may not be due yet: somebody set the time back, or the wait was cut short
    private void Fire(Action wake)
    {
        if (IsDue)
        {
            wake();
        }
        else if (Volatile.Read(ref armedFor) is var at && at != long.MaxValue)
        {
            Wait(at);
        }
    }
}

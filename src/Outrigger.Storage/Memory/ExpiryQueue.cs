using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Memory;

/// <summary>When which record ends by itself. Wakes its owner through a timer; not thread-safe.</summary>
internal sealed class ExpiryQueue : IDisposable
{
    // A timer takes no more than 49 days; waking early does no harm.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly PriorityQueue<(string Key, long Revision), DateTimeOffset> queue = new();
    private readonly TimeProvider time;
    private readonly ITimer timer;

    public ExpiryQueue(TimeProvider time, Action due)
    {
        this.time = time;
        timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Plans the end of the record that a write made.</summary>
    public void Add(StoreWrite write, long revision)
    {
        if (write.TimeToLive is { } ttl && write.Value is not null)
        {
            queue.Enqueue((write.Key, revision), time.GetUtcNow() + ttl);
            Arm();
        }
    }

    /// <summary>Everything that is planned, in no order.</summary>
    public IEnumerable<(string Key, long Revision, DateTimeOffset At)> All =>
        queue.UnorderedItems.Select(i => (i.Element.Key, i.Element.Revision, i.Priority));

    /// <summary>Takes what is due; the record counts only if it still has this revision.</summary>
    public bool TryTake(out (string Key, long Revision) due)
    {
        if (queue.TryPeek(out due, out var at) && at <= time.GetUtcNow())
        {
            queue.Dequeue();
            return true;
        }

        Arm();
        return false;
    }

    public void Dispose() => timer.Dispose();

    private void Arm()
    {
        if (queue.TryPeek(out _, out var at))
        {
            var wait = at - time.GetUtcNow();
            timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
        }
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Outrigger.ControlPlane.Access;

/// <summary>
/// Items to work on, each by one worker at a time however often it is added; a failed one is tried again after a growing pause.
/// </summary>
internal sealed class WorkQueue<T>(string name, TimeProvider time, ILogger log)
    where T : notnull
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // A timer takes no more than 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);
    private readonly Channel<T> ready = Channel.CreateUnbounded<T>();
    private readonly HashSet<T> waiting = [];
    private readonly HashSet<T> working = [];
    private readonly ConcurrentDictionary<T, int> failures = new();
    private readonly Dictionary<T, long> readySince = [];
    private readonly Dictionary<T, (long Due, ITimer Timer)> later = [];
    private readonly WorkQueueMetrics metrics = new(name);
    private readonly Lock gate = new();

    /// <summary>Adds an item unless it waits already.</summary>
    public void Add(T item)
    {
        lock (gate)
        {
            if (waiting.Add(item) && !working.Contains(item))
            {
                Offer(item);
            }
        }
    }

    /// <summary>Adds each item that does not wait already.</summary>
    public void AddAll(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            Add(item);
        }
    }

    /// <summary>Works until it is cancelled. An exception of <paramref name="work"/> is logged and the item tried again.</summary>
    public async Task RunAsync(Func<T, CancellationToken, Task> work, CancellationToken cancellationToken, int workers = 1)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(work, cancellationToken))).ConfigureAwait(false);

        // nobody works on the rest: another queue is made when this server leads again
        lock (gate)
        {
            foreach (var (_, timer) in later.Values)
            {
                timer.Dispose();
            }

            later.Clear();
        }

        while (ready.Reader.TryRead(out _))
        {
            metrics.Begun(TimeSpan.Zero);
        }
    }

    private async Task WorkAsync(Func<T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            T item;
            try
            {
                item = await ready.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (gate)
            {
                waiting.Remove(item);
                working.Add(item);
                readySince.Remove(item, out var since);
                metrics.Begun(time.GetElapsedTime(since));
            }

            var start = time.GetTimestamp();
            await TryAsync(item, work, cancellationToken).ConfigureAwait(false);
            metrics.Ended(time.GetElapsedTime(start));
            lock (gate)
            {
                working.Remove(item);
                if (waiting.Contains(item))
                {
                    Offer(item);
                }
            }
        }
    }

    private void Offer(T item)
    {
        readySince[item] = time.GetTimestamp();
        metrics.Added();
        ready.Writer.TryWrite(item);
    }

    private async Task TryAsync(T item, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(item, cancellationToken).ConfigureAwait(false);
            failures.TryRemove(item, out _);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var count = failures.AddOrUpdate(item, 1, (_, n) => n + 1);
            var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(count - 1, 16)));
            ControlPlaneLog.WorkFailed(log, name, item.ToString() ?? "", pause.TotalSeconds, e);
            AddLater(item, pause, cancellationToken);
        }
    }

    /// <summary>
    /// Adds an item after a pause, of a day at most: who works on it looks again whether it is time. Of several pauses of one item the
    /// first that ends counts, and no other.
    /// </summary>
    public void AddLater(T item, TimeSpan pause, CancellationToken cancellationToken)
    {
        pause = pause < LongestDelay ? pause : LongestDelay;
        metrics.Postponed();
        var due = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
        lock (gate)
        {
            if (later.TryGetValue(item, out var known))
            {
                if (known.Due <= due)
                {
                    return;
                }

                known.Timer.Dispose();
            }

            later[item] = (due, time.CreateTimer(_ => AddDue(item, due, cancellationToken), null, pause, Timeout.InfiniteTimeSpan));
        }
    }

    private void AddDue(T item, long due, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // a timer that was replaced may fire all the same
            if (!later.TryGetValue(item, out var known) || known.Due != due)
            {
                return;
            }

            known.Timer.Dispose();
            later.Remove(item);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            Add(item);
        }
    }
}

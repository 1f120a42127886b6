using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>
/// Many watchers of one collection, and writes at a rate whether the server keeps up or not (an open loop): each event carries
/// when its write was due, so that a server which holds writers up cannot hide it.
/// </summary>
internal sealed class WatchLoad(Target target, ConfigMaps maps, BenchOptions options) : IDisposable
{
    private const int Writers = 64;
    private const int BufferSize = 32 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource stop = new();
    private readonly List<WatchStream> streams = [];
    private readonly List<IClient> writers = [];

    public async Task<Reading> RunAsync(TimeSpan time)
    {
        if (streams.Count == 0)
        {
            await OpenAsync();
        }

        var before = Received;
        var cost = Cost.Begin(target.Pids);
        var start = Stopwatch.GetTimestamp();
        var expected = before + (await WriteAsync(time) * streams.Count);
        await ArriveAsync(expected);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var taken = streams.ConvertAll(s => s.Take());
        return cost.End(new Reading([.. taken.SelectMany(t => t.Delays)], taken.Sum(t => t.Bytes), seconds) { Expected = expected - before });
    }

    public void Dispose()
    {
        stop.Cancel();
        streams.ForEach(s => s.Dispose());
        writers.ForEach(w => w.Dispose());
        stop.Dispose();
    }

    private long Received => streams.Sum(s => s.Received);

    private async Task OpenAsync()
    {
        for (var i = 0; i < Writers; i++)
        {
            writers.Add(await target.ConnectAsync());
        }

        // an object for each writer, so that they never conflict when they are late
        for (var i = 0; i < Writers; i++)
        {
            await writers[0].SendAsync(maps.Create($"watched-{i}"), stop.Token);
        }

        var from = await maps.VersionAsync(writers[0]);
        for (var i = 0; i < options.Watchers; i++)
        {
            streams.Add(await WatchStream.OpenAsync(await target.ConnectAsync(BufferSize), maps.Watch(from), stop.Token));
        }
    }

    // Write number n is due n / rate after the start, and the first free writer sends it. Returns how many there were.
    private async Task<long> WriteAsync(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        var count = (long)(time.TotalSeconds * options.Rate);
        var next = -1L;
        await Task.WhenAll(writers.Select((w, i) => Task.Run(() => WriteAsync(w, i))));
        return count;

        async Task WriteAsync(IClient writer, int index)
        {
            for (var n = Interlocked.Increment(ref next); n < count; n = Interlocked.Increment(ref next))
            {
                var due = start + (n * Stopwatch.Frequency / options.Rate);
                while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early)
                {
                    await Task.Delay(Math.Max(1, (int)early.TotalMilliseconds));
                }

                await writer.SendAsync(maps.Patch($"watched-{index}", "sent", $"{due}"), CancellationToken.None);
            }
        }
    }

    private async Task ArriveAsync(long expected)
    {
        var seen = Received;
        for (var since = Stopwatch.GetTimestamp(); seen < expected && Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(1))
        {
            var now = Received;
            since = now > seen ? Stopwatch.GetTimestamp() : since;
            seen = now;
        }
    }
}

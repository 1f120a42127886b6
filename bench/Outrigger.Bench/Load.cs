using System.Diagnostics;

namespace Outrigger.Bench;

/// <summary>
/// A number of requests under way, one after the other on each lane: what is measured is how fast the server answers those who
/// wait for it (a closed loop). Lanes keep their connections from one run to the next.
/// </summary>
/// <param name="target">Who is asked.</param>
/// <param name="lanes">How many requests are under way.</param>
/// <param name="make">The next request, by lane and number, over all runs; null when there is no more.</param>
internal sealed class Load(Target target, int lanes, Func<int, long, Request?> make) : IDisposable
{
    private readonly List<IClient> clients = [];
    private long next = -1;

    /// <summary>Runs for a time, or until there are no more requests.</summary>
    public async Task<Reading> RunAsync(TimeSpan time)
    {
        while (clients.Count < lanes)
        {
            clients.Add(await target.ConnectAsync());
        }

        using var end = new CancellationTokenSource(time, TimeProvider.System);
        var cost = Cost.Begin(target.Pids);
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(clients.Select((client, lane) => Task.Run(() => LaneAsync(client, lane, end.Token))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return cost.End(new Reading([.. all.SelectMany(l => l.Micros)], all.Sum(l => l.Bytes), seconds));
    }

    public void Dispose() => clients.ForEach(c => c.Dispose());

    private async Task<(List<double> Micros, long Bytes)> LaneAsync(IClient client, int lane, CancellationToken end)
    {
        var micros = new List<double>();
        var bytes = 0L;
        while (!end.IsCancellationRequested && make(lane, Interlocked.Increment(ref next)) is { } request)
        {
            var start = Stopwatch.GetTimestamp();
            bytes += await client.SendAsync(request, CancellationToken.None);
            micros.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return (micros, bytes);
    }
}

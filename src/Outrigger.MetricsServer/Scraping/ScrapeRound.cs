using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Scraping;

/// <summary>Measures a round: from its start until its last scrape has ended.</summary>
internal sealed class ScrapeRound(MetricsServerMetrics metrics, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    // one for the round itself, which ends when all scrapes are started
    private int open = 1;

    public TimeSpan Elapsed => time.GetElapsedTime(start);

    /// <summary>Counts a scrape in.</summary>
    public async Task AddAsync(Task scrape)
    {
        Interlocked.Increment(ref open);
        await scrape.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close();
    }

    /// <summary>All scrapes are started, or one has ended.</summary>
    public void Close()
    {
        if (Interlocked.Decrement(ref open) == 0)
        {
            metrics.RoundEnded(Elapsed);
        }
    }
}

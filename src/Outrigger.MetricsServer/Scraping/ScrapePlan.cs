namespace Outrigger.MetricsServer.Scraping;

/// <summary>When in a round each node is scraped.</summary>
internal static class ScrapePlan
{
    // metrics-server's: 8 ms a node, 4 s at most
    private static readonly TimeSpan PerNode = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan QuickestRound = TimeSpan.FromSeconds(4);

    // the rounds that bring the first two points of every node, without which there are no figures
    private const int QuickRounds = 2;

    /// <summary>
    /// Over what part of a round its scrapes begin. The first two are quick, so that there are figures soon; from then on the work is
    /// spread evenly over most of the time.
    /// </summary>
    public static TimeSpan Spread(int round, int nodes, TimeSpan resolution)
    {
        var even = resolution * 0.8;
        if (round >= QuickRounds)
        {
            return even;
        }

        var quick = PerNode * nodes < QuickestRound ? PerNode * nodes : QuickestRound;
        return quick < even ? quick : even;
    }

    /// <summary>When, from the start of a round, the scrape at this place begins.</summary>
    public static TimeSpan Due(int place, int nodes, TimeSpan spread) => spread * ((double)place / nodes);
}

using System.Collections.Concurrent;
using System.Text;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Points;
using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Scraping;

/// <summary>Scrapes every selected node once in each round.</summary>
/// <param name="cluster">Which nodes there are.</param>
/// <param name="selector">Which of them are meant.</param>
/// <param name="store">Where figures go.</param>
/// <param name="context">What scrapers share.</param>
/// <param name="onGone">Told of a node that is not scraped any more.</param>
internal sealed class ScrapeLoop(
    ClusterView cluster, LabelSelector selector, MetricsStore store, ScrapeContext context, Action<string> onGone)
{
    // a scrape that hangs costs little; only that there is an end
    private const int MostWell = 1000;
    private const int MostFailing = 200;

    // the first scrape of a node begins with a TLS handshake: a thousand at once take so long that all of them run out of time
    private const int MostNew = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, NodeScraper> scrapers = new(StringComparer.Ordinal);
    private readonly TimeProvider time = context.Time;
    private long lastRound;
    private bool wasReady;

    /// <summary>The scrapers of all nodes.</summary>
    public ICollection<NodeScraper> Scrapers => scrapers.Values;

    /// <summary>Null unless a round is overdue, which means that the loop is stuck (metric-collection-timely).</summary>
    public string? Problem
    {
        get
        {
            var last = Volatile.Read(ref lastRound);
            var late = last == 0 ? TimeSpan.Zero : time.GetElapsedTime(last);
            return late > context.Resolution * 1.5 ? $"the last round of scrapes began {late.TotalSeconds:0} s ago" : null;
        }
    }

    /// <summary>Scrapes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var well = new ScrapeLane(MostWell, waits: true);
        using var failing = new ScrapeLane(MostFailing, waits: false);
        using var fresh = new ScrapeLane(MostNew, waits: true);
        try
        {
            await cluster.Nodes.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
            await cluster.Pods.Synced.WaitAsync(cancellationToken).ConfigureAwait(false);
            for (var number = 0; ; number++)
            {
                var round = new ScrapeRound(context.Metrics, time);
                Volatile.Write(ref lastRound, time.GetTimestamp());
                await StartAllAsync(number, round, s => s.IsNew ? fresh : s.Failure is null ? well : failing, cancellationToken).ConfigureAwait(false);
                round.Close();
                await WaitAsync(round, context.Resolution, cancellationToken).ConfigureAwait(false);
                TellReady();
            }
        }
        finally
        {
            foreach (var scraper in scrapers.Values)
            {
                await scraper.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task StartAllAsync(int number, ScrapeRound round, Func<NodeScraper, ScrapeLane> laneOf, CancellationToken cancellationToken)
    {
        var nodes = await SelectAsync().ConfigureAwait(false);
        var spread = ScrapePlan.Spread(number, nodes.Count, context.Resolution);
        for (var i = 0; i < nodes.Count; i++)
        {
            await WaitAsync(round, ScrapePlan.Due(i, nodes.Count, spread), cancellationToken).ConfigureAwait(false);
            var scraper = scrapers.GetOrAdd(nodes[i].Name, static (name, own) => new NodeScraper(own.Store.Add(name), own.Context), (Store: store, Context: context));
            if (!scraper.IsBusy)
            {
                _ = round.AddAsync(scraper.Start(nodes[i], laneOf(scraper), cancellationToken));
            }
        }
    }

    // the nodes in an order that has nothing to do with their names, and is the same in every round
    private async Task<List<NodeView>> SelectAsync()
    {
        var nodes = cluster.Nodes.All("").Where(n => selector.Matches(n.Labels)).ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var (name, scraper) in scrapers)
        {
            if (!nodes.ContainsKey(name) && scrapers.TryRemove(name, out _))
            {
                await scraper.DisposeAsync().ConfigureAwait(false);
                store.Remove(name);
                onGone(name);
            }
        }

        return [.. nodes.Values.OrderBy(n => Mixed(n.Name)).ThenBy(n => n.Name, StringComparer.Ordinal)];
    }

    private static uint Mixed(string name)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash;
    }

    // many nodes are due within a millisecond: they are started together
    private async ValueTask WaitAsync(ScrapeRound round, TimeSpan due, CancellationToken cancellationToken)
    {
        var left = due - round.Elapsed;
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left > Pause ? left : Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void TellReady()
    {
        var ready = store.IsReady;
        if (ready && !wasReady)
        {
            MetricsServerLog.FirstFigures(context.Logger, store.NodeWindows);
        }

        wasReady |= ready;
    }
}

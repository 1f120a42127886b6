using Microsoft.Extensions.Logging;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Scraping;

/// <summary>How the scrapes of a node go; an operator is told once when they go wrong, and once when they go well again.</summary>
internal sealed class NodeHealth(string node, ILogger logger)
{
    private int unwell;
    private bool odd;

    /// <summary>Why the last scrape gave no figures; null when it gave some, or there was none yet.</summary>
    public ScrapeFailure? Failure { get; private set; }

    /// <summary>The scrape gave figures.</summary>
    public void Succeeded()
    {
        if (unwell > 0)
        {
            MetricsServerLog.NodeWorks(logger, node, unwell);
        }

        unwell = 0;
        Failure = null;
    }

    /// <summary>The scrape gave none.</summary>
    public void Failed(ScrapeFailure failure, string why, bool nodeIsReady)
    {
        if (unwell++ == 0)
        {
            if (failure == ScrapeFailure.Incomplete)
            {
                MetricsServerLog.NodeIncomplete(logger, node);
            }
            else if (nodeIsReady)
            {
                MetricsServerLog.NodeFails(logger, node, why);
            }
            else
            {
                MetricsServerLog.UnreadyNodeFails(logger, node, why);
            }
        }

        Failure = failure;
    }

    /// <summary>The scrape went well, but some of its figures (or none of them) cannot be true.</summary>
    public void Judge(int impossible, string first)
    {
        if (impossible > 0 && !odd)
        {
            MetricsServerLog.ImpossibleFigures(logger, node, impossible, first);
        }

        odd = impossible > 0;
    }
}

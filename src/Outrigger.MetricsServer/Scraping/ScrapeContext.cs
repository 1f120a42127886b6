using Microsoft.Extensions.Logging;
using Outrigger.MetricsServer.Kubelets;
using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Scraping;

/// <summary>What the scrapers of all nodes share.</summary>
/// <param name="Access">How kubelets are reached.</param>
/// <param name="Resolution">The time between two scrapes of a node.</param>
/// <param name="Metrics">Where requests are counted.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Told of nodes that give no figures.</param>
internal sealed record ScrapeContext(KubeletAccess Access, TimeSpan Resolution, MetricsServerMetrics Metrics, TimeProvider Time, ILogger Logger);

using Microsoft.Extensions.Logging;
using Outrigger.Server.Discovery;
using Outrigger.Server.Health;
using Outrigger.Server.Metrics;
using Outrigger.Server.OpenApi;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>The paths that every server answers, and those that it was given.</summary>
internal static class StandardHandlers
{
    public static IReadOnlyList<IPathHandler> For(ServerParts parts)
    {
        var logger = parts.Loggers.CreateLogger<HealthHandler>();
        IReadOnlyList<IHealthCheck> live = [HealthCheck.Ping, .. parts.Health.Live];
        IReadOnlyList<IHealthCheck> ready = [.. live, .. parts.Health.Ready, HealthChecks.Shutdown(parts.Lifecycle)];
        parts.Exporter.Follow(parts.Metrics.Meter);
        parts.Exporter.Follow(parts.AccessMetrics.Meter);
        if (parts.Audit is { } audit)
        {
            parts.Exporter.Follow(audit.Meter);
        }

        var documents = new LocalDocuments(parts.Catalog, parts.Schemas);
        List<IPathHandler> handlers =
        [
            new DiscoveryHandler(parts.Catalog),
            new OpenApiHandler(documents, parts.OpenApiSources),
            new OpenApiV2Handler(new SwaggerDocuments(documents, parts.OpenApiSources)),
            new HealthHandler("/healthz", [.. live, .. parts.Health.Ready], logger),
            new HealthHandler("/livez", live, logger),
            new HealthHandler("/readyz", ready, logger),
            new VersionHandler(),
            new MetricsHandler(parts.Exporter),
            .. parts.PathHandlers,
        ];
        handlers.Add(new IndexHandler([.. handlers]));
        return handlers;
    }
}

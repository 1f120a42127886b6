using System.Text;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Metrics;

/// <summary>/metrics in Prometheus' text format.</summary>
public sealed class MetricsHandler(PrometheusExporter exporter) : IPathHandler
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/metrics"];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Path is "/metrics";

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request)
    {
        request.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return BytesWriter.WriteAsync(request.Http, Encoding.UTF8.GetBytes(exporter.Write()));
    }
}

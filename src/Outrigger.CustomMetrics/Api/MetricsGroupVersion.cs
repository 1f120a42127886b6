using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.CustomMetrics.Api;

/// <summary>Answers everything below <c>/apis/GROUP/VERSION</c> of a metrics API: its discovery, and the metrics.</summary>
internal sealed class MetricsGroupVersion(GroupVersion version, DiscoveryEntry entry, IMetricReader reader, TreeAnswer answer) : IRemoteGroupVersion
{
    private readonly byte[] discovery = entry.ToAggregated(version);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Discovery => discovery;

    /// <inheritdoc/>
    public bool IsStale => false;

    /// <inheritdoc/>
    public async Task ServeAsync(RequestContext request)
    {
        var isDiscovery = request.Info.Segments.Count == 3;
        if (!isDiscovery && !reader.Serves(request.Info))
        {
            throw ApiErrors.ResourceNotFound();
        }

        if (!HttpMethods.IsGet(request.Http.Request.Method))
        {
            throw new StatusException(new Status(
                405, StatusReasons.MethodNotAllowed, "the server does not allow this method on the requested resource", new StatusDetails()));
        }

        var format = TreeAnswer.Negotiate(request.Http.Request);
        var tree = isDiscovery ? entry.ToList(version) : await reader.ReadAsync(version, request).ConfigureAwait(false);
        await answer.WriteAsync(request.Http, tree, format).ConfigureAwait(false);
    }
}

using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.Endpoints;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>Sends an authorised request to who answers it: another server, an endpoint of a resource, or the handler of a path.</summary>
internal sealed class RequestRouter(IResourceCatalog catalog, ResourceEndpoints endpoints, IReadOnlyList<IPathHandler> paths, TimeProvider clock)
{
    private readonly ResourceRoutes routes = new();

    public static RequestRouter Create(ServerParts parts) =>
        new(parts.Catalog, new ResourceEndpoints(parts.Schemas, parts.Lifecycle, parts.Clock), StandardHandlers.For(parts), parts.Clock);

    public Task ServeAsync(RequestContext request)
    {
        var snapshot = catalog.Current;
        var remote = Remote(snapshot, request.Info);
        return HasDeadline(request.Info, remote is not null)
            ? ServeInTimeAsync(request, snapshot, remote)
            : ServeAsync(request, snapshot, remote);
    }

    // Reads here wait for nothing that has no limit of its own, and a timer for each would cost more than they do. Another server may hang.
    private static bool HasDeadline(RequestInfo info, bool isRemote) =>
        (isRemote || (info.IsResource && info.Verb is not ("get" or "list"))) && !RequestDeadline.IsLongRunning(info);

    private async Task ServeInTimeAsync(RequestContext request, CatalogSnapshot snapshot, IRemoteGroupVersion? remote)
    {
        using var deadline = new CancellationTokenSource(RequestDeadline.Of(request.Info.Query), clock);
        using var gone = request.Http.RequestAborted.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), deadline);
        request.Aborted = deadline.Token;
        await ServeAsync(request, snapshot, remote).ConfigureAwait(false);
    }

    private Task ServeAsync(RequestContext request, CatalogSnapshot snapshot, IRemoteGroupVersion? remote)
    {
        if (remote is not null)
        {
            return remote.ServeAsync(request);
        }

        if (!request.Info.IsResource)
        {
            return ServePathAsync(request);
        }

        if (routes.Find(snapshot, request.Info) is not { } target)
        {
            return StatusWriter.WritePageNotFoundAsync(request.Http);
        }

        request.ServedResource = target.Resource.Kind.Plural;
        return endpoints.ServeAsync(new ResourceRequest(request, target));
    }

    // Everything at and below /apis/GROUP/VERSION belongs to the other server, discovery too.
    private static IRemoteGroupVersion? Remote(CatalogSnapshot snapshot, RequestInfo info) =>
        info.Segments is ["apis", var group, var version, ..] ? snapshot.Find(new GroupVersion(group, version))?.Remote : null;

    private Task ServePathAsync(RequestContext request)
    {
        foreach (var handler in paths)
        {
            if (handler.Handles(request.Info))
            {
                return handler.ServeAsync(request);
            }
        }

        return StatusWriter.WritePageNotFoundAsync(request.Http);
    }
}

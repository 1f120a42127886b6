using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.Endpoints;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>Sends an authorised request to who answers it: another server, an endpoint of a resource, or the handler of a path.</summary>
internal sealed class RequestRouter(IResourceCatalog catalog, ResourceEndpoints endpoints, IReadOnlyList<IPathHandler> paths)
{
    private readonly ResourceRoutes routes = new();

    public static RequestRouter Create(ServerParts parts) =>
        new(parts.Catalog, new ResourceEndpoints(parts.Schemas, parts.Lifecycle, parts.Clock), StandardHandlers.For(parts));

    public Task ServeAsync(RequestContext request)
    {
        var snapshot = catalog.Current;
        if (Remote(snapshot, request.Info) is { } remote)
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

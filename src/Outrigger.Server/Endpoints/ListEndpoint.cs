using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb list.</summary>
internal sealed class ListEndpoint(ListAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectLister lister)
    {
        var format = OutputNegotiator.Negotiate(request.Request.Http.Request, request.Target.ListRules);
        var query = ListQueries.List(request.Request.Info);
        var list = await lister.ListAsync(request.ReadContext(), query, request.Aborted).ConfigureAwait(false);
        await answer.WriteAsync(request, StatusCodes.Status200OK, list, format).ConfigureAwait(false);
    }
}

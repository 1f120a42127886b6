using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb deletecollection: answers with what was there.</summary>
internal sealed class DeleteCollectionEndpoint(BodyReader bodies, ListAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectDeleter deleter)
    {
        var format = OutputNegotiator.Negotiate(request.Request.Http.Request, request.Target.OutputRules with { Lists = true });
        var body = await bodies.ReadOptionsAsync(request).ConfigureAwait(false);
        var (options, dryRun) = DeleteParameters.Read(body, request.Query);
        var query = ListQueries.List(request.Request.Info);
        var context = request.DeleteContext(dryRun);
        var deleted = await deleter.DeleteCollectionAsync(context, query, options, request.Aborted).ConfigureAwait(false);
        await answer.WriteAsync(request, StatusCodes.Status200OK, deleted, format).ConfigureAwait(false);
    }
}

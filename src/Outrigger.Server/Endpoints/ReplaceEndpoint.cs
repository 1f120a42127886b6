using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb update (PUT).</summary>
internal sealed class ReplaceEndpoint(BodyReader bodies, ObjectAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectUpdater updater)
    {
        var http = request.Request.Http.Request;
        var format = OutputNegotiator.Negotiate(http, request.Target.OutputRules);
        var options = WriteOptions.Parse(http, request.Query, "UpdateOptions");
        var (body, report) = await bodies.ReadAsync(request).ConfigureAwait(false);
        var outcome = await updater.UpdateAsync(request.WriteContext(options, report), new ReplaceChange(body), request.Aborted)
            .ConfigureAwait(false);
        var code = outcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await answer.WriteAsync(request, code, outcome.Object, format).ConfigureAwait(false);
    }
}

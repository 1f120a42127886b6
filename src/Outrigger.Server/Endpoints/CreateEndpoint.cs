using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb create, of resources and subresources.</summary>
internal sealed class CreateEndpoint(BodyReader bodies, ObjectAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectCreator creator)
    {
        var http = request.Request.Http.Request;
        var format = OutputNegotiator.Negotiate(http, request.Target.OutputRules);
        var options = WriteOptions.Parse(http, request.Query, "CreateOptions");
        var (body, report) = await bodies.ReadAsync(request).ConfigureAwait(false);
        var created = await creator.CreateAsync(request.WriteContext(options, report), body, request.Aborted).ConfigureAwait(false);
        await answer.WriteAsync(request, StatusCodes.Status201Created, created, format).ConfigureAwait(false);
    }
}

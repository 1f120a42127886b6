using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb get.</summary>
internal sealed class GetEndpoint(ObjectAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectGetter getter)
    {
        var format = OutputNegotiator.Negotiate(request.Request.Http.Request, request.Target.OutputRules);
        var obj = await getter.GetAsync(request.ReadContext(), request.Query.Text("resourceVersion"), request.Aborted).ConfigureAwait(false);
        await answer.WriteAsync(request, StatusCodes.Status200OK, obj, format).ConfigureAwait(false);
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>
/// The pipeline as Kestrel calls it, without what ASP.NET Core's own application does for each request beside that (activities, log
/// scopes, meters): the pipeline counts and tells by itself. A connection uses one context again and again, as there.
/// </summary>
internal sealed class PipelineApplication(RequestPipeline pipeline) : IHttpApplication<DefaultHttpContext>
{
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        var context = container.HostContext ??= new DefaultHttpContext();
        context.Initialize(contextFeatures);
        return context;
    }

    public Task ProcessRequestAsync(DefaultHttpContext context) => pipeline.InvokeAsync(context);

    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
}

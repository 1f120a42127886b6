using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Endpoints;

/// <summary>One endpoint per verb; chooses the one a request asks for.</summary>
internal sealed class ResourceEndpoints
{
    private readonly GetEndpoint get;
    private readonly ListEndpoint list;
    private readonly WatchEndpoint watch;

    public ResourceEndpoints(TreeEncoder encoder, ServerLifecycle lifecycle, TimeProvider clock)
    {
        var forms = new ObjectForms(encoder);
        var objects = new ObjectAnswer(forms);
        var lists = new ListAnswer(forms);
        get = new GetEndpoint(objects);
        list = new ListEndpoint(lists);
        watch = new WatchEndpoint(new WatchEventWriters(forms), new WatchPacer(clock), lifecycle, clock);
    }

    /// <summary>Answers a request for a resource.</summary>
    public Task ServeAsync(ResourceRequest request)
    {
        var info = request.Request.Info;
        var verbs = request.Target.Verbs;
        var named = info.HasPathName;
        return info.Verb switch
        {
            "get" when named && verbs.Get is { } getter => get.ServeAsync(request, getter),
            "list" when verbs.List is { } lister => list.ServeAsync(request, lister),
            "watch" when verbs.Watch is { } watcher && HttpMethods.IsGet(request.Request.Http.Request.Method) =>
                watch.ServeAsync(request, watcher),
            _ => throw VerbRefusals.Method(),
        };
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Server.Http;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Endpoints;

/// <summary>One endpoint per verb; chooses the one a request asks for.</summary>
internal sealed class ResourceEndpoints
{
    private readonly GetEndpoint get;
    private readonly ListEndpoint list;
    private readonly WatchEndpoint watch;
    private readonly CreateEndpoint create;
    private readonly ReplaceEndpoint replace;
    private readonly PatchEndpoint patch;
    private readonly DeleteEndpoint delete;
    private readonly DeleteCollectionEndpoint deleteCollection;

    public ResourceEndpoints(SchemaLibrary schemas, ServerLifecycle lifecycle, TimeProvider clock)
    {
        var encoder = new TreeEncoder(schemas);
        var bodies = new BodyReader(new TreeDecoder(schemas));
        var forms = new ObjectForms(encoder, new TableForms(clock));
        var objects = new ObjectAnswer(forms);
        var lists = new ListAnswer(forms);
        get = new GetEndpoint(objects);
        list = new ListEndpoint(lists);
        watch = new WatchEndpoint(new WatchEventWriters(forms), new SendTurns(), lifecycle, clock);
        create = new CreateEndpoint(bodies, objects, encoder);
        replace = new ReplaceEndpoint(bodies, objects);
        patch = new PatchEndpoint(objects);
        delete = new DeleteEndpoint(bodies, objects, encoder);
        deleteCollection = new DeleteCollectionEndpoint(bodies, lists);
    }

    /// <summary>Answers a request for a resource; StatusException 405 when it has no such verb.</summary>
    public Task ServeAsync(ResourceRequest request)
    {
        var info = request.Request.Info;
        var verbs = request.Target.Verbs;
        if (!Offers(request, info.Verb))
        {
            throw VerbRefusals.Of(request, info.Verb);
        }

        if (request.Target.Resource.Kind.DeprecationWarning is { } warning)
        {
            request.Request.Warnings.Add(warning);
            request.Request.Audit?.Annotate("k8s.io/deprecated", "true");
        }

        var ofObject = info.HasPathName;
        var ofCollection = !ofObject || info.Subresource.Length > 0;
        return info.Verb switch
        {
            "get" when ofObject && verbs.Get is { } getter => get.ServeAsync(request, getter),
            "list" when verbs.List is { } lister => list.ServeAsync(request, lister),
            "watch" when verbs.Watch is { } watcher && HttpMethods.IsGet(request.Request.Http.Request.Method) => watch.ServeAsync(request, watcher),
            "create" when ofCollection && verbs.Create is { } creator => create.ServeAsync(request, creator),
            "create" when ofCollection && verbs.Act is { } action => create.ServeAsync(request, action),
            "update" when ofObject && verbs.Update is { } updater => replace.ServeAsync(request, updater),
            "patch" when ofObject && verbs.Update is { } updater => patch.ServeAsync(request, updater),
            "delete" when ofObject && verbs.Delete is { } deleter => delete.ServeAsync(request, deleter),
            "deletecollection" when verbs is { DeleteCollection: true, Delete: { } deleter } => deleteCollection.ServeAsync(request, deleter),
            _ => throw VerbRefusals.Method(),
        };
    }

    // What discovery says is what is served.
    private static bool Offers(ResourceRequest request, string verb)
    {
        var offered = request.Target.Subresource?.Definition.Verbs ?? request.Target.Kind.Verbs;
        for (var i = 0; i < offered.Count; i++)
        {
            if (offered[i] == verb)
            {
                return true;
            }
        }

        return offered.Count == 0;
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb create, of resources and subresources.</summary>
internal sealed class CreateEndpoint(BodyReader bodies, ObjectAnswer answer, TreeEncoder encoder)
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

    public async Task ServeAsync(ResourceRequest request, IObjectAction action)
    {
        var http = request.Request.Http;
        var format = OutputNegotiator.Negotiate(http.Request, request.Target.OutputRules);
        var options = WriteOptions.Parse(http.Request, request.Query, "CreateOptions");
        var (body, report) = await bodies.ReadAsync(request).ConfigureAwait(false);
        var status = await action.RunAsync(request.WriteContext(options, report), body, request.Aborted).ConfigureAwait(false);
        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        var plain = format with { Form = ObjectForm.Whole };
        var tree = StatusTree.From(status);
        tree["code"] ??= (long)status.Code;
        if (request.Request.Audit is { } audit)
        {
            audit.Answer(status, tree);
        }

        await TreeWriter.WriteAsync(http, status.Code, tree, plain, encoder).ConfigureAwait(false);
    }
}

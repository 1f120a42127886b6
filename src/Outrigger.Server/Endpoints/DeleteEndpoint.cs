using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>
/// The verb delete: a Status when the object is gone (some kinds show the object then, too), else the object that finalizers or a
/// grace period keep.
/// </summary>
internal sealed class DeleteEndpoint(BodyReader bodies, ObjectAnswer answer, TreeEncoder encoder)
{
    public async Task ServeAsync(ResourceRequest request, IObjectDeleter deleter)
    {
        var http = request.Request.Http;
        var format = OutputNegotiator.Negotiate(http.Request, request.Target.OutputRules);
        var body = await bodies.ReadOptionsAsync(request).ConfigureAwait(false);
        var (options, dryRun) = DeleteParameters.Read(body, request.Query);
        var context = request.DeleteContext(dryRun);
        var outcome = await deleter.DeleteAsync(context, options, request.Aborted).ConfigureAwait(false);
        if (!outcome.Gone || outcome.ShowsObject)
        {
            var code = !outcome.Gone && options.OrphanDependents == false ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
            await answer.WriteAsync(request, code, outcome.Object, format).ConfigureAwait(false);
            return;
        }

        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        var plain = format with { Form = ObjectForm.Whole };
        var status = Success(request, outcome);
        var tree = StatusTree.From(status);
        if (request.Request.Audit is { } audit)
        {
            audit.Answer(status, tree);
        }

        await TreeWriter.WriteAsync(http, StatusCodes.Status200OK, tree, plain, encoder).ConfigureAwait(false);
    }

    private static Status Success(ResourceRequest request, DeleteOutcome outcome)
    {
        var resource = request.Target.GroupResource;
        return new Status(StatusCodes.Status200OK, "", "", new StatusDetails(
            outcome.Object.Name,
            resource.Group.Length == 0 ? null : resource.Group,
            resource.Resource,
            outcome.Object.Uid));
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb patch: JSON patch, merge patch, server-side apply and, for built-in kinds, strategic merge patch.</summary>
internal sealed class PatchEndpoint(ObjectAnswer answer)
{
    public async Task ServeAsync(ResourceRequest request, IObjectUpdater updater)
    {
        var http = request.Request.Http;
        var format = OutputNegotiator.Negotiate(http.Request, request.Target.OutputRules);
        var type = MediaTypes.WithoutParameters(http.Request.ContentType ?? "");
        RefuseType(type, request.Target);
        var body = await RequestBody.ReadAsync(http, request.Aborted).ConfigureAwait(false);
        var options = WriteOptions.ParsePatch(http.Request, request.Query, applies: type is MediaTypes.ApplyPatch);
        var change = Change(type, body, request.Target, options.Force);
        if (request.Request.Audit is { WantsRequestObject: true } audit)
        {
            audit.Request(body.Span);
        }

        var outcome = await updater.UpdateAsync(request.WriteContext(options), change, request.Aborted).ConfigureAwait(false);
        var code = outcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await answer.WriteAsync(request, code, outcome.Object, format).ConfigureAwait(false);
    }

    private static IObjectChange Change(string type, ReadOnlyMemory<byte> body, ResourceTarget target, bool force) => type switch
    {
        MediaTypes.JsonPatch => PatchChange.Json(body.Span),
        MediaTypes.MergePatch => PatchChange.Merge(body.Span),
        MediaTypes.ApplyPatch => ApplyChange.Parse(body.Span, force),
        _ => PatchChange.Strategic(body.Span, target.Kind.Schema),
    };

    private static void RefuseType(string type, ResourceTarget target)
    {
        switch (type)
        {
            case MediaTypes.JsonPatch or MediaTypes.MergePatch or MediaTypes.ApplyPatch:
            case MediaTypes.StrategicMergePatch when target.Origin == KindOrigin.BuiltIn:
                return;
            default:
                throw Unknown(target);
        }
    }

    // The router refuses for all but custom resources, whose handler has a text of its own.
    private static StatusException Unknown(ResourceTarget target) => target.Resource.Origin == KindOrigin.BuiltIn
        ? new StatusException(new Status(
            StatusCodes.Status415UnsupportedMediaType,
            StatusReasons.UnsupportedMediaType,
            "415: Unsupported Media Type",
            new StatusDetails()))
        : ApiErrors.UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
            + $"{MediaTypes.JsonPatch}, {MediaTypes.MergePatch}, {MediaTypes.ApplyPatch}");
}

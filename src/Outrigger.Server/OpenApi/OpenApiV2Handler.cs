using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.OpenApi;

/// <summary>/openapi/v2: everything in one document, for kubectl up to 1.27 and clients made from it.</summary>
internal sealed class OpenApiV2Handler(SwaggerDocuments documents) : IPathHandler
{
    private const string Path = "/openapi/v2";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = [Path];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Segments is ["openapi", "v2"];

    /// <inheritdoc/>
    public async Task ServeAsync(RequestContext request)
    {
        var http = request.Http;
        http.Response.Headers.Vary = "Accept";
        if (OpenApiTypes.Choose(http.Request, "v2") is not { } type)
        {
            http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        var document = type == MediaTypes.Json
            ? await documents.JsonAsync(request.Aborted).ConfigureAwait(false)
            : await documents.ProtobufAsync(request.Aborted).ConfigureAwait(false);
        http.Response.Headers.ETag = DocumentAnswer.EntityTag(document);
        if (DocumentAnswer.HasIt(http.Request, document))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await DocumentAnswer.WriteAsync(http, document, type).ConfigureAwait(false);
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>/: the paths that are served.</summary>
internal sealed class IndexHandler(IReadOnlyList<IPathHandler> handlers) : IPathHandler
{
    private readonly TreeEncoder encoder = new(MetaSchemas.Library);

    public IReadOnlyList<string> Paths => [];

    public bool Handles(RequestInfo info) => info.Path is "/" or "/index.html";

    public Task ServeAsync(RequestContext request)
    {
        var paths = handlers.SelectMany(h => h.Paths).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var tree = new JsonObject { ["paths"] = new JsonArray([.. paths.Select(p => (JsonNode)p)]) };
        var format = new OutputFormat(WireEncoding.Json, ObjectForm.Whole, "", Pretty: true);
        return TreeWriter.WriteAsync(request.Http, StatusCodes.Status200OK, tree, format, encoder);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Gnostic;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.OpenApi;

/// <summary>/openapi/v3: the index, whose URLs carry hashes so that clients may keep documents for ever, and the documents.</summary>
internal sealed class OpenApiHandler(LocalDocuments local, IReadOnlyList<IOpenApiSource> sources) : IPathHandler
{
    private const string Root = "/openapi/v3";

    // made when it is first asked for, and kept as long as the document is
    private readonly ConditionalWeakTable<OpenApiDocument, OpenApiDocument> protobuf = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = [Root, $"{Root}/"];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Segments is ["openapi", "v3", ..];

    /// <inheritdoc/>
    public async Task ServeAsync(RequestContext request)
    {
        var http = request.Http;
        if (request.Info.Segments.Count == 2)
        {
            http.Response.ContentType = MediaTypes.Text;
            await BytesWriter.WriteAsync(http, ObjectWriter.ToUtf8(Index())).ConfigureAwait(false);
            return;
        }

        var path = string.Join('/', request.Info.Segments.Skip(2));
        if (Find(path) is { } document)
        {
            await AnswerAsync(request, path, document).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private JsonObject Index()
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, document) in local.All.Concat(sources.SelectMany(s => s.Documents)))
        {
            paths[path] = document.Hash;
        }

        var entries = paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["serverRelativeURL"] = Url(p.Key, p.Value) }));
        return new JsonObject { ["paths"] = new JsonObject(entries) };
    }

    private OpenApiDocument? Find(string path) =>
        local.Find(path) ?? sources.SelectMany(s => s.Documents).Where(d => d.Key == path).Select(d => d.Value).FirstOrDefault();

    private async Task AnswerAsync(RequestContext request, string path, OpenApiDocument document)
    {
        var http = request.Http;
        http.Response.Headers.Vary = "Accept";
        if (OpenApiTypes.Choose(http.Request, "v3") is not { } type)
        {
            http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        http.Response.Headers.ETag = DocumentAnswer.EntityTag(document);
        var hash = request.Info.Query.Text("hash");
        if (hash.Length > 0 && hash != document.Hash)
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.ContentType = type;
            http.Response.Headers.Location = Url(path, document.Hash);
            return;
        }

        if (hash.Length > 0)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = request.Received.AddYears(1).ToString("R", CultureInfo.InvariantCulture);
        }

        if (DocumentAnswer.HasIt(http.Request, document))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var form = type == MediaTypes.Json ? document : protobuf.GetValue(document, d => new OpenApiDocument(OpenApiProtobuf.FromV3(d.Read()), d.Hash));
        await DocumentAnswer.WriteAsync(http, form, type).ConfigureAwait(false);
    }

    private static string Url(string path, string hash) => $"{Root}/{path}?hash={hash}";
}

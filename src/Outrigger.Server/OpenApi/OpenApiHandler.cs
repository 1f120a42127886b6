using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Server.Catalog;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.OpenApi;

/// <summary>/openapi/v3: the index, whose URLs carry hashes so that clients may keep documents for ever, and the documents.</summary>
internal sealed class OpenApiHandler(IResourceCatalog catalog, SchemaLibrary schemas, IReadOnlyList<IOpenApiSource> sources) : IPathHandler
{
    private const string Root = "/openapi/v3";
    private readonly LocalDocuments local = new(schemas);

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
        if (await FindAsync(path, request.Aborted).ConfigureAwait(false) is { } document)
        {
            await AnswerAsync(request, path, document).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private JsonObject Index()
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, document) in FixedDocuments.All)
        {
            paths[path] = document.Hash;
        }

        foreach (var version in catalog.Current.Groups.SelectMany(g => g).Where(v => v.Remote is null))
        {
            paths[LocalDocuments.PathOf(version)] = local.Of(version).Hash;
        }

        foreach (var (path, hash) in sources.SelectMany(s => s.Hashes))
        {
            paths[path] = hash;
        }

        var entries = paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["serverRelativeURL"] = Url(p.Key, p.Value) }));
        return new JsonObject { ["paths"] = new JsonObject(entries) };
    }

    private async ValueTask<OpenApiDocument?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (FixedDocuments.All.TryGetValue(path, out var document))
        {
            return document;
        }

        foreach (var version in catalog.Current.Groups.SelectMany(g => g))
        {
            if (version.Remote is null && LocalDocuments.PathOf(version) == path)
            {
                return local.Of(version);
            }
        }

        foreach (var source in sources)
        {
            if (await source.FetchAsync(path, cancellationToken).ConfigureAwait(false) is { } fetched)
            {
                return fetched;
            }
        }

        return null;
    }

    private static async Task AnswerAsync(RequestContext request, string path, OpenApiDocument document)
    {
        var http = request.Http;
        http.Response.Headers.Vary = "Accept";
        if (!AcceptsJson(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        var etag = $"\"{document.Hash}\"";
        http.Response.Headers.ETag = etag;
        var hash = request.Info.Query.Text("hash");
        if (hash.Length > 0 && hash != document.Hash)
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.ContentType = MediaTypes.Json;
            http.Response.Headers.Location = Url(path, document.Hash);
            return;
        }

        if (hash.Length > 0)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = request.Received.AddYears(1).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (http.Request.Headers.IfNoneMatch == etag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = MediaTypes.Json;
        await BytesWriter.WriteAsync(http, document.Json).ConfigureAwait(false);
    }

    private static bool AcceptsJson(HttpRequest request)
    {
        var header = request.Headers.Accept.ToString();
        return header.Length == 0 || AcceptClause.Parse(header).Any(c => c.Covers("application", "json"));
    }

    private static string Url(string path, string hash) => $"{Root}/{path}?hash={hash}";
}

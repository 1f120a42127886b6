using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Catalog;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Discovery;

/// <summary>/api, /apis and what lies between them and the resources. Documents are made once per snapshot of the catalog.</summary>
internal sealed class DiscoveryHandler(IResourceCatalog catalog) : IPathHandler
{
    private readonly TreeEncoder encoder = new(MetaSchemas.Library);
    private readonly ConditionalWeakTable<CatalogSnapshot, ConcurrentDictionary<string, JsonObject>> trees = [];
    private volatile AggregatedDocument? core;
    private volatile AggregatedDocument? groups;

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths => DiscoveryPaths.Of(catalog.Current);

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Segments is ["api"] or ["api", _] or ["apis"] or ["apis", _] or ["apis", _, _];

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request)
    {
        var method = request.Http.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            throw new StatusException(new Status(
                405, StatusReasons.MethodNotAllowed, "the server does not allow this method on the requested resource", new StatusDetails()));
        }

        var snapshot = catalog.Current;
        var segments = request.Info.Segments;
        if (segments.Count == 1 && AggregatedAccept.Of(request.Http.Request) is { } encoding && (segments[0] == "apis" || Versions(snapshot, "") is not null))
        {
            return AggregatedAsync(request.Http, segments[0] == "api" ? Core(snapshot) : Groups(snapshot), encoding);
        }

        if (Tree(request, snapshot) is not { } tree)
        {
            return Owned(snapshot, segments) ? throw ApiErrors.ResourceNotFound() : StatusWriter.WritePageNotFoundAsync(request.Http);
        }

        var format = OutputNegotiator.Negotiate(request.Http.Request, OutputRules.Plain);
        return TreeWriter.WriteAsync(request.Http, StatusCodes.Status200OK, tree, format, encoder);
    }

    private JsonObject? Tree(RequestContext request, CatalogSnapshot snapshot)
    {
        var segments = request.Info.Segments;
        if (segments is ["api"])
        {
            return Versions(snapshot, "") is { } versions ? GroupTrees.CoreVersions(versions, Address(request.Http)) : null;
        }

        var made = trees.GetOrCreateValue(snapshot);
        var key = string.Join('/', segments);
        if (made.TryGetValue(key, out var known))
        {
            return known;
        }

        // Only what exists is kept, so that nobody can fill the memory with names.
        var tree = Make(snapshot, segments);
        return tree is null ? null : made.GetOrAdd(key, tree);
    }

    private static JsonObject? Make(CatalogSnapshot snapshot, IReadOnlyList<string> segments) => segments switch
    {
        ["apis"] => GroupTrees.GroupList(snapshot),
        ["apis", var group] => group.Length > 0 && Versions(snapshot, group) is { } versions ? GroupTrees.Group(versions) : null,
        ["api", var version] => snapshot.Find(new GroupVersion("", version)) is { } found ? ResourceListTree.From(found) : null,
        ["apis", var group, var version] => snapshot.Find(new GroupVersion(group, version)) is { } found ? ResourceListTree.From(found) : null,
        _ => null,
    };

    private static IReadOnlyList<CatalogGroupVersion>? Versions(CatalogSnapshot snapshot, string group) =>
        snapshot.Groups.FirstOrDefault(g => g[0].GroupVersion.Group == group);

    // An unknown version of a group of our own is a Status, everything else the plain page.
    private static bool Owned(CatalogSnapshot snapshot, IReadOnlyList<string> segments) =>
        segments is ["api", _]
        || (segments is ["apis", var group, _] && Versions(snapshot, group) is { } versions
            && versions.Any(v => v.Resources.Any(r => r.Origin == KindOrigin.BuiltIn)));

    private AggregatedDocument Core(CatalogSnapshot snapshot) =>
        core is { } known && known.IsCurrent(snapshot) ? known : core = AggregatedDocument.Make(snapshot, core: true);

    private AggregatedDocument Groups(CatalogSnapshot snapshot) =>
        groups is { } known && known.IsCurrent(snapshot) ? known : groups = AggregatedDocument.Make(snapshot, core: false);

    private Task AggregatedAsync(HttpContext http, AggregatedDocument document, WireEncoding encoding)
    {
        var response = http.Response;
        response.Headers.CacheControl = "public";
        response.Headers.Vary = "Accept";
        response.Headers.ETag = document.ETag;
        if (http.Request.Headers.IfNoneMatch == document.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var type = encoding switch
        {
            WireEncoding.Json => MediaTypes.Json,
            WireEncoding.Yaml => MediaTypes.Yaml,
            _ => MediaTypes.Protobuf,
        };
        response.ContentType = type + AggregatedAccept.Parameters;
        if (encoding == WireEncoding.Json)
        {
            return BytesWriter.WriteAsync(http, document.Json);
        }

        var body = new System.Buffers.ArrayBufferWriter<byte>(document.Json.Length);
        encoder.Write(document.Tree, new OutputFormat(encoding, ObjectForm.Whole, "", false), body);
        return BytesWriter.WriteAsync(http, body.WrittenMemory);
    }

    private static string Address(HttpContext http) =>
        http.Connection.LocalIpAddress is { } address
            ? new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, http.Connection.LocalPort).ToString()
            : http.Request.Host.Value ?? "";
}

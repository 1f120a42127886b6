using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Routing;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.Swagger;
using Outrigger.Server.OpenApi;

namespace Outrigger.Aggregator.OpenApi;

/// <summary>
/// OpenAPI of other servers: read beside discovery and kept, so that no request waits for another server. A server that is down keeps
/// its documents; those of an APIService that is gone are no longer shown.
/// </summary>
internal sealed class RemoteOpenApi(DocumentFetcher fetcher, RemoteTable table, ILogger logger) : IOpenApiSource
{
    private const string Root = "/openapi/v3";

    private readonly ConcurrentDictionary<string, RemoteDocuments> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    // documents may be large: one at a time is taken apart, though several may be on their way
    private readonly SemaphoreSlim reading = new(1, 1);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, OpenApiDocument>> Documents => Known(d => d.Document);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, OpenApiDocument>> Swaggers => Known(d => d.Swagger);

    /// <summary>Reads what a server has; the task of the reading that is under way already if there is one. Does not fail.</summary>
    public Task RefreshAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        if (running.TryGetValue(model.Name, out var under) && !under.IsCompleted)
        {
            return under;
        }

        var task = ReadAsync(model, cancellationToken);
        running[model.Name] = task;
        return task;
    }

    private IEnumerable<KeyValuePair<string, OpenApiDocument>> Known(Func<RemoteDocuments, OpenApiDocument?> which)
    {
        foreach (var remote in InOrder())
        {
            if (known.TryGetValue(remote.ApiService.Name, out var documents) && which(documents) is { } document)
            {
                yield return KeyValuePair.Create(PathOf(remote.GroupVersion.Model), document);
            }
        }
    }

    /// <summary>Whose definitions keep their names in v2 (kube-aggregator, controllers/openapi/aggregator): the groups of the highest priority.</summary>
    private IEnumerable<Remote> InOrder()
    {
        var remotes = table.Remotes.Values.ToList();
        var priorities = remotes.GroupBy(r => r.ApiService.GroupVersion.Group, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(r => r.ApiService.GroupPriority), StringComparer.Ordinal);
        return remotes.OrderByDescending(r => priorities[r.ApiService.GroupVersion.Group]).ThenBy(r => r.ApiService.Name, StringComparer.Ordinal);
    }

    private async Task ReadAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        foreach (var gone in known.Keys.Where(name => !table.Remotes.ContainsKey(name)))
        {
            known.TryRemove(gone, out _);
            running.TryRemove(gone, out _);
        }

        await GuardAsync(model, ReadDocumentAsync, cancellationToken).ConfigureAwait(false);
        await GuardAsync(model, ReadSwaggerAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What cannot be read leaves what was known.</summary>
    private async Task GuardAsync(
        RemoteModel model, Func<RemoteModel, RemoteDocuments, CancellationToken, Task<RemoteDocuments>> read, CancellationToken cancellationToken)
    {
        try
        {
            known[model.Name] = await read(model, known.GetValueOrDefault(model.Name, RemoteDocuments.None), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpstreamException or ObjectReadException or JsonException)
        {
            AggregatorLog.OpenApiFailed(logger, model.Name, e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the APIService is gone, or the server stops
        }
    }

    private async Task<RemoteDocuments> ReadDocumentAsync(RemoteModel model, RemoteDocuments old, CancellationToken cancellationToken)
    {
        if (await fetcher.GetAsync(model, Root, null, cancellationToken).ConfigureAwait(false) is not { } index)
        {
            return old;
        }

        // only a path of the same server, and only of this document: the index is not ours
        var url = index.StatusCode == 200 ? JsonNodes.GetString(ObjectReader.Read(index.Body), "paths", PathOf(model), "serverRelativeURL") : null;
        if (index.StatusCode == 404)
        {
            return old with { Url = null, Document = old.IsLegacy ? old.Document : null, IsLegacy = true };
        }

        if (index.StatusCode != 200 || (url is not null && url == old.Url && url.Contains("hash=", StringComparison.Ordinal)))
        {
            return old;
        }

        if (url is null || !url.StartsWith($"{Root}/", StringComparison.Ordinal))
        {
            return old with { Url = null, Document = null, IsLegacy = false };
        }

        if (await fetcher.GetAsync(model, url, null, cancellationToken).ConfigureAwait(false) is not { StatusCode: 200 } fetched)
        {
            return old;
        }

        var document = await TakeAsync(() => Checked(fetched.Body), cancellationToken).ConfigureAwait(false);
        return old with { Url = url, Document = document.Hash == old.Document?.Hash ? old.Document : document, IsLegacy = false };
    }

    private async Task<RemoteDocuments> ReadSwaggerAsync(RemoteModel model, RemoteDocuments old, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.GetAsync(model, "/openapi/v2", old.SwaggerTag, cancellationToken).ConfigureAwait(false);
        if (fetched is not { StatusCode: 200 })
        {
            // 304, or a server that has lost its document: what was known stays
            return await AsV3Async(old, cancellationToken).ConfigureAwait(false);
        }

        var swagger = await TakeAsync(
            () => new OpenApiDocument(SwaggerDocument.Filter(fetched.Body, $"{model.Path}/")), cancellationToken).ConfigureAwait(false);
        var known = swagger.Hash == old.Swagger?.Hash ? old : old with { Swagger = swagger, Document = old.IsLegacy ? null : old.Document };
        return await AsV3Async(known with { SwaggerTag = fetched.EntityTag }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RemoteDocuments> AsV3Async(RemoteDocuments known, CancellationToken cancellationToken) =>
        known is { IsLegacy: true, Document: null, Swagger: { } swagger }
            ? known with { Document = await TakeAsync(() => new OpenApiDocument(SwaggerDocument.ToV3(swagger.Read())), cancellationToken).ConfigureAwait(false) }
            : known;

    private async Task<OpenApiDocument> TakeAsync(Func<OpenApiDocument> take, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return take();
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>A document that readers can rely on: an object, in which no name stands twice.</summary>
    private static OpenApiDocument Checked(byte[] json)
    {
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512, AllowDuplicateProperties = false });
        return parsed.RootElement.ValueKind == JsonValueKind.Object
            ? new OpenApiDocument(json)
            : throw new ObjectReadException("an OpenAPI document is a JSON object");
    }

    private static string PathOf(RemoteModel model) => model.Path[1..];
}

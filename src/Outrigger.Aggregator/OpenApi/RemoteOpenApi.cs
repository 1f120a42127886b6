using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.Endpoints;
using Outrigger.Aggregator.Proxy;
using Outrigger.Aggregator.Routing;
using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.Server.OpenApi;

namespace Outrigger.Aggregator.OpenApi;

/// <summary>
/// OpenAPI v3 of other servers: their indexes are read beside discovery, a document when somebody asks for it, and kept as long
/// as its hash stays.
/// </summary>
internal sealed class RemoteOpenApi(UpstreamClient client, EndpointBalancer balancer, RemoteTable table, TimeProvider time, ILogger logger)
    : IOpenApiSource
{
    private const string Root = "/openapi/v3";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly UserInfo Self = new("system:aggregator", []);

    private readonly ConcurrentDictionary<string, OpenApiEntry> entries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Hashes =>
        table.Remotes.Values.Select(r => PathOf(r.GroupVersion.Model))
            .Where(entries.ContainsKey)
            .ToDictionary(path => path, path => entries.TryGetValue(path, out var entry) ? entry.Hash : "", StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<OpenApiDocument?> FetchAsync(string path, CancellationToken cancellationToken)
    {
        var remote = table.Remotes.Values.FirstOrDefault(r => PathOf(r.GroupVersion.Model) == path);
        if (remote is null || !entries.TryGetValue(path, out var entry))
        {
            return null;
        }

        if (entry.Document is not null)
        {
            return entry.Document;
        }

        if (await GetAsync(remote.GroupVersion.Model, entry.Url, cancellationToken).ConfigureAwait(false) is not { } json)
        {
            return null;
        }

        var document = new OpenApiDocument(json, entry.Hash);
        entries.TryUpdate(path, entry with { Document = document }, entry);
        return document;
    }

    /// <summary>Reads a server's index again.</summary>
    public async Task RefreshAsync(RemoteModel model, CancellationToken cancellationToken)
    {
        var path = PathOf(model);
        if (await GetAsync(model, Root, cancellationToken).ConfigureAwait(false) is not { } json)
        {
            return;
        }

        try
        {
            // only a path of the same server, and only of this document: the index is not ours
            var url = JsonNodes.GetString(ObjectReader.Read(json), "paths", path, "serverRelativeURL");
            if (url is null || !url.StartsWith($"{Root}/", StringComparison.Ordinal))
            {
                entries.TryRemove(path, out _);
                return;
            }

            var hash = Convert.ToHexString(SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(url)));
            entries.AddOrUpdate(path, new OpenApiEntry(hash, url), (_, old) => old.Hash == hash && url.Contains("hash=", StringComparison.Ordinal) ? old : new OpenApiEntry(hash, url));
        }
        catch (ObjectReadException e)
        {
            AggregatorLog.OpenApiFailed(logger, model.Name, e.Message);
        }
    }

    private async ValueTask<byte[]?> GetAsync(RemoteModel model, string url, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (balancer.Pick(model.Targets, []) is not { } target)
            {
                return null;
            }

            var response = await client
                .SendAsync(target, new OwnRequest(url, Self, "application/json"), fresh: false, both.Token).ConfigureAwait(false);
            await using (response.ConfigureAwait(false))
            {
                return response.Head.StatusCode == 200 ? await BoundedReader.ReadAsync(response, both.Token).ConfigureAwait(false) : null;
            }
        }
        catch (Exception e) when (e is UpstreamException || (e is OperationCanceledException && timeout.IsCancellationRequested))
        {
            AggregatorLog.OpenApiFailed(logger, model.Name, e.Message);
            return null;
        }
    }

    private static string PathOf(RemoteModel model) => model.Path[1..];
}

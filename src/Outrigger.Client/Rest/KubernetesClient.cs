using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.Client.Rest;

/// <summary>
/// The Kubernetes API over any <see cref="HttpMessageHandler"/>: the network, or a server in the same process. Objects are JSON
/// trees; refusals are thrown as <see cref="StatusException"/>. Safe for use by many threads.
/// </summary>
public sealed class KubernetesClient : IDisposable
{
    private const int MaxTries = 5;

    private readonly HttpClient http;
    private readonly TimeProvider time;

    /// <summary>A client over the network.</summary>
    public KubernetesClient(ClientConfig config, TimeProvider time)
        : this(TransportFactory.Create(config), config.Server, time)
    {
    }

    /// <summary>A client over <paramref name="handler"/>, which it disposes of with itself.</summary>
    /// <param name="handler">What sends the requests; credentials are its business.</param>
    /// <param name="server">The address that request paths are added to.</param>
    /// <param name="time">The clock of retries and watches.</param>
    public KubernetesClient(HttpMessageHandler handler, Uri server, TimeProvider time)
    {
        this.time = time;
        http = new HttpClient(handler)
        {
            BaseAddress = server.AbsoluteUri.EndsWith('/') ? server : new Uri($"{server.AbsoluteUri}/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("outrigger", typeof(KubernetesClient).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>
    /// How typed objects are written and read: camelCase, enums as their names, nulls left out. A trimmed program gives options with a
    /// source-generated resolver.
    /// </summary>
    public JsonSerializerOptions Json { get; init; } = ClientJson.Options;

    /// <summary>After this time without the head of an answer a request fails with <see cref="TimeoutException"/>; 60 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The address that request paths are added to.</summary>
    public Uri Server => http.BaseAddress!;

    internal TimeProvider Time => time;

    /// <summary>Reads one object, or one of its subresources.</summary>
    public Task<JsonObject> GetAsync(ResourcePath path, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Get, path.ToString(), null, cancellationToken);

    /// <summary>Reads one object; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    /// <summary>Reads one page of a collection (all of it without a limit): the list object.</summary>
    public Task<JsonObject> ListAsync(ResourcePath path, ListOptions? options, CancellationToken cancellationToken) =>
        ExchangeAsync(
            HttpMethod.Get,
            path + (options?.ToQuery() ?? ""),
            null,
            cancellationToken,
            options?.MetadataOnly is true ? MediaTypes.MetadataList : MediaTypes.Json);

    /// <summary>Creates an object in a collection, or posts to a subresource.</summary>
    public Task<JsonObject> CreateAsync(ResourcePath path, JsonObject body, CancellationToken cancellationToken) =>
        CreateAsync(path, body, null, cancellationToken);

    /// <summary>The same, done as <paramref name="options"/> say.</summary>
    public Task<JsonObject> CreateAsync(ResourcePath path, JsonObject body, WriteOptions? options, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Post, path + (options?.ToQuery() ?? ""), Body(body, MediaTypes.Json), cancellationToken);

    /// <summary>Replaces an object or subresource. A name in the path may be left out: metadata.name is taken.</summary>
    public Task<JsonObject> ReplaceAsync(ResourcePath path, JsonObject body, CancellationToken cancellationToken) =>
        ReplaceAsync(path, body, null, cancellationToken);

    /// <summary>The same, done as <paramref name="options"/> say.</summary>
    public Task<JsonObject> ReplaceAsync(ResourcePath path, JsonObject body, WriteOptions? options, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Put, Named(path, body) + (options?.ToQuery() ?? ""), Body(body, MediaTypes.Json), cancellationToken);

    /// <summary>
    /// Applies an object (server-side apply, KEP-555): it is created, or its fields are set that <paramref name="body"/> has and taken away that
    /// the same manager had applied before. A name in the path may be left out: metadata.name is taken.
    /// </summary>
    /// <param name="path">The collection, the object, or its status.</param>
    /// <param name="body">apiVersion, kind, and the fields that the manager wants.</param>
    /// <param name="options">With a field manager, without which it is an <see cref="ArgumentException"/>; 409 for fields of others unless forced.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<JsonObject> ApplyAsync(ResourcePath path, JsonObject body, WriteOptions options, CancellationToken cancellationToken) =>
        options.FieldManager.Length > 0
            ? PatchAsync(Named(path, body), PatchType.Apply, body, options, cancellationToken)
            : throw new ArgumentException("an apply needs a field manager", nameof(options));

    /// <summary>
    /// Patches an object or subresource. Apply needs a <paramref name="fieldManager"/>; with <paramref name="force"/> it takes fields from others.
    /// </summary>
    public Task<JsonObject> PatchAsync(
        ResourcePath path, PatchType type, JsonNode patch, CancellationToken cancellationToken, string fieldManager = "", bool force = false) =>
        PatchAsync(path, type, patch, new WriteOptions { FieldManager = fieldManager, Force = force }, cancellationToken);

    /// <summary>The same, done as <paramref name="options"/> say.</summary>
    public Task<JsonObject> PatchAsync(ResourcePath path, PatchType type, JsonNode patch, WriteOptions? options, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Patch, path + (options?.ToQuery() ?? ""), Body(patch, MediaTypes.Of(type)), cancellationToken);

    /// <summary>Deletes one object. The answer is the object or a Status.</summary>
    /// <param name="path">What to delete; a path without a name, which would be all objects, is an <see cref="ArgumentException"/>.</param>
    /// <param name="options">DeleteOptions: preconditions, propagationPolicy, gracePeriodSeconds; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<JsonObject> DeleteAsync(ResourcePath path, JsonObject? options, CancellationToken cancellationToken) =>
        path.Name.Length > 0
            ? ExchangeAsync(HttpMethod.Delete, path.ToString(), options is null ? null : Body(options, MediaTypes.Json), cancellationToken)
            : throw new ArgumentException($"{path} has no name: {nameof(DeleteCollectionAsync)} deletes many objects", nameof(path));

    /// <summary>Deletes all objects of a collection that the selectors choose. The answer is the list of them, or a Status.</summary>
    /// <param name="path">The collection: of a namespace, or of a resource without namespaces. A name in it is an <see cref="ArgumentException"/>.</param>
    /// <param name="selectors">Which of them; null for all.</param>
    /// <param name="options">DeleteOptions for each; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<JsonObject> DeleteCollectionAsync(ResourcePath path, ListOptions? selectors, JsonObject? options, CancellationToken cancellationToken) =>
        path.Name.Length == 0
            ? ExchangeAsync(HttpMethod.Delete, path + (selectors?.ToQuery() ?? ""), options is null ? null : Body(options, MediaTypes.Json), cancellationToken)
            : throw new ArgumentException($"{path} is one object: {nameof(DeleteAsync)} deletes it", nameof(path));

    /// <summary>Sends a request to any path and reads its JSON answer; throws <see cref="StatusException"/> for an error answer.</summary>
    public Task<JsonObject> SendAsync(HttpMethod method, string pathAndQuery, JsonNode? body, CancellationToken cancellationToken) =>
        ExchangeAsync(method, pathAndQuery.TrimStart('/'), body is null ? null : Body(body, MediaTypes.Json), cancellationToken);

    /// <summary>Reads any path as text (/version, /healthz); throws <see cref="StatusException"/> for an error answer.</summary>
    public async Task<string> GetTextAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString(
            await ExchangeBytesAsync(HttpMethod.Get, pathAndQuery.TrimStart('/'), null, MediaTypes.Json, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Starts a streamed answer; the caller disposes of it. Error answers are thrown.</summary>
    internal async Task<HttpResponseMessage> OpenStreamAsync(string pathAndQuery, string accept, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, pathAndQuery, null, accept);
        var response = await SendHeadAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw StatusReader.ToException(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private static ResourcePath Named(ResourcePath path, JsonObject body) =>
        path.Name.Length > 0 ? path : path.Named(JsonNodes.GetString(body, "metadata", "name") ?? "");

    private static (byte[] Bytes, string MediaType)? Body(JsonNode body, string mediaType) => (ObjectWriter.ToUtf8(body), mediaType);

    private static HttpRequestMessage Request(HttpMethod method, string pathAndQuery, (byte[] Bytes, string MediaType)? body, string accept)
    {
        var request = new HttpRequestMessage(method, pathAndQuery);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is { } content)
        {
            request.Content = new ByteArrayContent(content.Bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(content.MediaType);
        }

        return request;
    }

    private async Task<JsonObject> ExchangeAsync(
        HttpMethod method,
        string pathAndQuery,
        (byte[] Bytes, string MediaType)? body,
        CancellationToken cancellationToken,
        string accept = MediaTypes.Json)
    {
        var bytes = await ExchangeBytesAsync(method, pathAndQuery, body, accept, cancellationToken).ConfigureAwait(false);
        try
        {
            return ObjectReader.Read(bytes);
        }
        catch (ObjectReadException e)
        {
            throw new HttpRequestException($"{method} {pathAndQuery}: the answer is no JSON object: {e.Message}", e);
        }
    }

    private async Task<byte[]> ExchangeBytesAsync(
        HttpMethod method, string pathAndQuery, (byte[] Bytes, string MediaType)? body, string accept, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = Request(method, pathAndQuery, body, accept);
            using var response = await SendHeadAsync(request, cancellationToken).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return bytes;
            }

            if (attempt == MaxTries || Wait(method, response) is not { } wait)
            {
                throw StatusReader.ToException(response.StatusCode, bytes);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // a 429 was never carried out, so any verb may be sent again; a 503 may have been, so only reads are
    private static TimeSpan? Wait(HttpMethod method, HttpResponseMessage response)
    {
        var again = response.StatusCode == HttpStatusCode.TooManyRequests
            || (response.StatusCode == HttpStatusCode.ServiceUnavailable && method == HttpMethod.Get);
        return again && response.Headers.RetryAfter?.Delta is { } delta && delta <= TimeSpan.FromSeconds(30) ? delta : null;
    }

    private async Task<HttpResponseMessage> SendHeadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(RequestTimeout, time, cancellationToken);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsTimeout(e))
        {
            throw new TimeoutException($"{request.Method} {request.RequestUri}: {limit.Reason(e)}", e);
        }
    }
}

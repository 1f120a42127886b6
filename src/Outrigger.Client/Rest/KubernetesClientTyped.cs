using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Client.Rest;

/// <summary>The verbs with a type of the caller's in place of a JSON tree, written and read with <see cref="KubernetesClient.Json"/>.</summary>
public static class KubernetesClientTyped
{
    /// <summary>Reads one object.</summary>
    public static async Task<T> GetAsync<T>(this KubernetesClient client, ResourcePath path, CancellationToken cancellationToken) =>
        client.FromTree<T>(await client.GetAsync(path, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the items of a collection, all pages of it: a limit is the size of a page.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(
        this KubernetesClient client, ResourcePath path, ListOptions? options, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        for (var query = options ?? new ListOptions(); ;)
        {
            var page = await client.ListAsync(path, query, cancellationToken).ConfigureAwait(false);
            items.AddRange((page["items"] as JsonArray ?? []).OfType<JsonObject>().Select(client.FromTree<T>));
            if (JsonNodes.GetString(page, "metadata", "continue") is not { Length: > 0 } next)
            {
                return items;
            }

            // the token says which state is read on
            query = query with { Continue = next, ResourceVersion = "", ResourceVersionMatch = "" };
        }
    }

    /// <summary>Creates an object.</summary>
    public static Task<T> CreateAsync<T>(this KubernetesClient client, ResourcePath path, T body, CancellationToken cancellationToken)
        where T : notnull =>
        client.CreateAsync(path, body, null, cancellationToken);

    /// <summary>The same, done as <paramref name="options"/> say.</summary>
    public static async Task<T> CreateAsync<T>(
        this KubernetesClient client, ResourcePath path, T body, WriteOptions? options, CancellationToken cancellationToken)
        where T : notnull =>
        client.FromTree<T>(await client.CreateAsync(path, client.ToTree(body), options, cancellationToken).ConfigureAwait(false));

    /// <summary>Replaces an object or its subresource.</summary>
    public static Task<T> ReplaceAsync<T>(this KubernetesClient client, ResourcePath path, T body, CancellationToken cancellationToken)
        where T : notnull =>
        client.ReplaceAsync(path, body, null, cancellationToken);

    /// <summary>The same, done as <paramref name="options"/> say.</summary>
    public static async Task<T> ReplaceAsync<T>(
        this KubernetesClient client, ResourcePath path, T body, WriteOptions? options, CancellationToken cancellationToken)
        where T : notnull =>
        client.FromTree<T>(await client.ReplaceAsync(path, client.ToTree(body), options, cancellationToken).ConfigureAwait(false));

    /// <summary>Applies an object, which says its apiVersion and kind: <see cref="KubernetesClient.ApplyAsync"/>.</summary>
    public static async Task<T> ApplyAsync<T>(
        this KubernetesClient client, ResourcePath path, T body, WriteOptions options, CancellationToken cancellationToken)
        where T : notnull =>
        client.FromTree<T>(await client.ApplyAsync(path, client.ToTree(body), options, cancellationToken).ConfigureAwait(false));

    /// <summary>A tree as a typed object.</summary>
    public static T FromTree<T>(this KubernetesClient client, JsonObject tree) =>
        JsonTypes.FromTree<T>(tree, client.Json) ?? throw new JsonException($"the object is no {typeof(T).Name}");

    /// <summary>A typed object as a tree.</summary>
    public static JsonObject ToTree<T>(this KubernetesClient client, T value)
        where T : notnull =>
        value as JsonObject ?? JsonTypes.ToTree(value, client.Json) as JsonObject
        ?? throw new JsonException($"{typeof(T).Name} is written as no JSON object");
}

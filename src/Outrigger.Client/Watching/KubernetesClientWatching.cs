using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;

namespace Outrigger.Client.Watching;

/// <summary>Lists and watches.</summary>
public static class KubernetesClientWatching
{
    /// <summary>
    /// One watch request from <paramref name="resourceVersion"/> on; ends when the server ends it. A refused watch, or an error
    /// in the stream (410 when the version is too old), is thrown as StatusException.
    /// </summary>
    public static async IAsyncEnumerable<WatchEvent> WatchOnceAsync(
        this KubernetesClient client,
        ResourcePath path,
        string resourceVersion,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryText()
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("resourceVersion", resourceVersion)
            .Add("timeoutSeconds", ((int)options.RequestDuration.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector);
        using var limit = new CancellationTokenSource(options.RequestDuration + TimeSpan.FromSeconds(30), client.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var response = await client.OpenStreamAsync($"{path}{query}", options.MetadataOnly ? MediaTypes.Metadata : MediaTypes.Json, either.Token).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        await foreach (var item in WatchFrames.ReadAsync(body, either.Token).ConfigureAwait(false))
        {
            // a bookmark is no object: there is only its resourceVersion to keep
            yield return options.Transform is { } transform && item.Type != WatchEventType.Bookmark
                ? item with { Object = transform(item.Object) }
                : item;
        }
    }

    /// <summary>Reads a whole collection page by page: the first page's list object with the items of all.</summary>
    public static async Task<JsonObject> ListAllAsync(
        this KubernetesClient client, ResourcePath path, WatchOptions options, CancellationToken cancellationToken)
    {
        var query = new ListOptions { LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector, Limit = options.PageSize, MetadataOnly = options.MetadataOnly };
        var list = await client.ListAsync(path, query, cancellationToken).ConfigureAwait(false);
        var items = Kept(list, options);
        var token = JsonNodes.GetString(list, "metadata", "continue");
        while (!string.IsNullOrEmpty(token))
        {
            var page = await client.ListAsync(path, query with { Continue = token }, cancellationToken).ConfigureAwait(false);
            var next = Kept(page, options);
            foreach (var item in next.ToList())
            {
                next.Remove(item);
                items.Add(item);
            }

            token = JsonNodes.GetString(page, "metadata", "continue");
            JsonNodes.GetObject(list, "metadata")!["resourceVersion"] = JsonNodes.GetString(page, "metadata", "resourceVersion");
        }

        return list;
    }

    /// <summary>
    /// A list (<see cref="WatchEventType.Listed"/>), then every change, for ever: broken and ended watches resume at the last
    /// resourceVersion, a version that is too old leads to a new list, failures are waited out.
    /// </summary>
    public static async IAsyncEnumerable<WatchEvent> WatchAsync(
        this KubernetesClient client,
        ResourcePath path,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new ResumingWatch(client, path, options);
        await using var closing = watch.ConfigureAwait(false);
        while (true)
        {
            yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // the items of a page, cut down to what is kept of them
    private static JsonArray Kept(JsonObject page, WatchOptions options)
    {
        var items = page["items"] as JsonArray;
        if (items is null)
        {
            page["items"] = items = [];
        }

        for (var i = 0; options.Transform is { } transform && i < items.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                items[i] = null;
                items[i] = transform(item);
            }
        }

        return items;
    }
}

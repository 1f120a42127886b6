using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;

namespace Outrigger.Client.Watching;

/// <summary>
/// A collection of the server as it is known here, kept up to date while <see cref="RunAsync"/> runs. Objects are shared: do not
/// change them.
/// </summary>
public sealed class ResourceReflector(KubernetesClient client, ResourcePath path, WatchOptions options)
{
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableDictionary<string, JsonObject> items = ImmutableDictionary.Create<string, JsonObject>(StringComparer.Ordinal);

    /// <summary>
    /// Told of every change, one at a time, in order, after <see cref="Items"/> shows it. Must return quickly; what it throws ends
    /// <see cref="RunAsync"/>.
    /// </summary>
    public Action<ResourceChange>? OnChange { get; init; }

    /// <summary>Ends when the first list has arrived; cancelled, or failed, when <see cref="RunAsync"/> ended before.</summary>
    public Task Synced => synced.Task;

    /// <summary>The state now, by key; a snapshot that never changes.</summary>
    public IReadOnlyDictionary<string, JsonObject> Items => Volatile.Read(ref items);

    /// <summary><c>NAMESPACE/NAME</c>, or <c>NAME</c> for cluster-scoped objects.</summary>
    public static string KeyOf(JsonObject item)
    {
        var name = JsonNodes.GetString(item, "metadata", "name") ?? "";
        return JsonNodes.GetString(item, "metadata", "namespace") is { Length: > 0 } ns ? $"{ns}/{name}" : name;
    }

    /// <summary>Keeps the state until the token ends it; failures of the server are waited out, those of <see cref="OnChange"/> are thrown.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (synced.TrySetException(failure))
            {
                _ = synced.Task.Exception; // it is thrown here; nobody need wait there
            }

            throw;
        }
        finally
        {
            synced.TrySetCanceled(cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in client.WatchAsync(path, options, cancellationToken).ConfigureAwait(false))
        {
            switch (item.Type)
            {
                case WatchEventType.Listed:
                    Restart(item.Object);
                    synced.TrySetResult();
                    break;
                case WatchEventType.Bookmark:
                    break;
                default:
                    Accept(item.Type, item.Object);
                    break;
            }
        }
    }

    // a new list says what was missed: it is told as the changes that it amounts to
    private void Restart(JsonObject list)
    {
        var gone = items;
        foreach (var item in (list["items"] as JsonArray ?? []).OfType<JsonObject>().ToList())
        {
            AddKind(item, list);
            gone = gone.Remove(KeyOf(item));
            Accept(WatchEventType.Added, item);
        }

        foreach (var item in gone.Values)
        {
            Accept(WatchEventType.Deleted, item);
        }
    }

    // list items of built-in kinds come without kind and apiVersion, watch events with them
    private static void AddKind(JsonObject item, JsonObject list)
    {
        if (!item.ContainsKey("kind") && JsonNodes.GetString(list, "kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal))
        {
            item["apiVersion"] = JsonNodes.GetString(list, "apiVersion");
            item["kind"] = kind[..^4];
        }
    }

    private void Accept(WatchEventType type, JsonObject item)
    {
        var key = KeyOf(item);
        var previous = items.GetValueOrDefault(key);
        if (type == WatchEventType.Deleted)
        {
            if (previous is null)
            {
                return;
            }

            Volatile.Write(ref items, items.Remove(key));
        }
        else
        {
            if (previous is not null && SameVersion(previous, item))
            {
                return;
            }

            Volatile.Write(ref items, items.SetItem(key, item));
            type = previous is null ? WatchEventType.Added : WatchEventType.Modified;
        }

        OnChange?.Invoke(new ResourceChange(type, key, item, previous));
    }

    private static bool SameVersion(JsonObject a, JsonObject b) =>
        JsonNodes.GetString(a, "metadata", "resourceVersion") is { } version
        && string.Equals(version, JsonNodes.GetString(b, "metadata", "resourceVersion"), StringComparison.Ordinal);
}

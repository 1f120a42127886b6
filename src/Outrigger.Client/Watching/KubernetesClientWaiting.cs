using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;

namespace Outrigger.Client.Watching;

/// <summary>Waits for objects, as <c>kubectl wait</c> does.</summary>
public static class KubernetesClientWaiting
{
    /// <summary>
    /// Waits until a condition holds of an object, however often its watch breaks meanwhile; it looks at once, and after every change.
    /// </summary>
    /// <param name="client">Who watches: the right to list and watch the object is needed.</param>
    /// <param name="path">One object, by its name.</param>
    /// <param name="condition">Of the object; null while it is not there.</param>
    /// <param name="cancellationToken">Ends the wait, by <see cref="OperationCanceledException"/>.</param>
    /// <returns>The object that fulfilled it; null when its absence did.</returns>
    public static async Task<JsonObject?> WaitAsync(
        this KubernetesClient client, ResourcePath path, Predicate<JsonObject?> condition, CancellationToken cancellationToken)
    {
        if (path.Name.Length == 0 || path.Subresource.Length > 0)
        {
            throw new ArgumentException($"{path} is no single object", nameof(path));
        }

        var options = new WatchOptions { FieldSelector = $"metadata.name={path.Name}" };
        await foreach (var change in client.WatchAsync(path.Named(""), options, cancellationToken).ConfigureAwait(false))
        {
            var found = change.Type switch
            {
                WatchEventType.Listed => JsonNodes.Objects(change.Object, "items").FirstOrDefault(),
                WatchEventType.Deleted => null,
                _ => change.Object,
            };
            if (change.Type is not WatchEventType.Bookmark && condition(found))
            {
                return found;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }
}

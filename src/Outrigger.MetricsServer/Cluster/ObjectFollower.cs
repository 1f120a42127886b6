using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>Keeps an index of a collection of the main server up to date.</summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
/// <param name="client">Asks the main server.</param>
/// <param name="path">The collection.</param>
/// <param name="index">What is kept up to date.</param>
/// <param name="read">Reads an object as the watch's transform left it.</param>
/// <param name="logger">Told when the main server does not answer, once for each time.</param>
internal sealed class ObjectFollower<T>(
    KubernetesClient client, ResourcePath path, ObjectIndex<T> index, Func<JsonObject, T> read, ILogger logger)
    where T : class
{
    private bool isBroken;

    /// <summary>Follows until it is cancelled; failures are waited out, and what is known stands meanwhile.</summary>
    public async Task RunAsync(WatchOptions options, CancellationToken cancellationToken)
    {
        options = options with { OnFailure = Tell };
        await foreach (var item in client.WatchAsync(path, options, cancellationToken).ConfigureAwait(false))
        {
            if (isBroken)
            {
                isBroken = false;
                MetricsServerLog.WatchWorks(logger, path.Resource.Resource);
            }

            Take(item);
        }
    }

    private void Take(WatchEvent item)
    {
        switch (item.Type)
        {
            case WatchEventType.Listed:
                var listed = new HashSet<(string, string)>();
                foreach (var obj in (item.Object["items"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    var key = KeyOf(obj);
                    listed.Add(key);
                    index.Put(key.Namespace, key.Name, read(obj));
                }

                index.Restart(listed);
                break;
            case WatchEventType.Deleted:
                var gone = KeyOf(item.Object);
                index.Remove(gone.Namespace, gone.Name);
                break;
            case WatchEventType.Added or WatchEventType.Modified:
                var there = KeyOf(item.Object);
                index.Put(there.Namespace, there.Name, read(item.Object));
                break;
        }
    }

    private void Tell(Exception failure)
    {
        if (!isBroken)
        {
            isBroken = true;
            MetricsServerLog.WatchFails(logger, path.Resource.Resource, failure.Message);
        }
    }

    private static (string Namespace, string Name) KeyOf(JsonObject obj) =>
        (JsonNodes.GetString(obj, "metadata", "namespace") ?? "", JsonNodes.GetString(obj, "metadata", "name") ?? "");
}

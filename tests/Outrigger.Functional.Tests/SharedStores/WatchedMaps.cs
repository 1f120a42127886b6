using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>ConfigMaps with a color, as a server shows them.</summary>
internal static class WatchedMaps
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly ResourcePath Path = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    /// <summary>Creates one; its resourceVersion.</summary>
    public static async Task<string> CreateMapAsync(this KubernetesClient client, string name, string color) => Version(await client.CreateAsync(
        Path,
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { ["color"] = color },
        },
        CancellationToken.None));

    /// <summary>The color that a consistent read gives, null when there is no such object.</summary>
    public static async Task<string?> ColorAsync(this KubernetesClient client, string name) =>
        await client.FindAsync(Path with { Name = name }, CancellationToken.None) is { } found ? JsonNodes.GetString(found, "data", "color") : null;

    /// <summary>The resourceVersion of a list.</summary>
    public static async Task<string> MapsVersionAsync(this KubernetesClient client) => Version(await client.ListAsync(Path, null, CancellationToken.None));

    /// <summary>The next events from a resourceVersion on; fails when they do not come.</summary>
    public static async Task<List<string>> NextEventsAsync(this KubernetesClient client, string version, int count)
    {
        var seen = new List<string>();
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            await foreach (var item in client.WatchOnceAsync(Path, version, new WatchOptions(), limit.Token))
            {
                if (item.Type is not WatchEventType.Bookmark)
                {
                    seen.Add($"{item.Type} {JsonNodes.GetString(item.Object, "metadata", "name")} {JsonNodes.GetString(item.Object, "data", "color")}");
                }

                if (seen.Count == count)
                {
                    return seen;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // told below
        }

        throw new TimeoutException($"{count} events were expected, seen: {string.Join(", ", seen)}");
    }

    private static string Version(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "resourceVersion")!;
}

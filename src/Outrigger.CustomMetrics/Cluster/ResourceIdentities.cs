using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.CustomMetrics.Telemetry;
using Outrigger.Server.Extension;

namespace Outrigger.CustomMetrics.Cluster;

/// <summary>Which kind and version a resource has, from the main server's discovery; remembered for a while.</summary>
internal sealed class ResourceIdentities(ExtensionContext context)
{
    private const int MostRemembered = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FreshUnknown = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<GroupResource, (ResourceIdentity? Identity, long At)> known = new();

    /// <summary>Null when the main server has no such resource, or does not say so within 3 s.</summary>
    public async ValueTask<ResourceIdentity?> FindAsync(GroupResource resource, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(resource, out var entry)
            && context.Time.GetElapsedTime(entry.At) < (entry.Identity is null ? FreshUnknown : Fresh))
        {
            return entry.Identity;
        }

        var found = await ReadAsync(resource, cancellationToken).ConfigureAwait(false) ?? entry.Identity;
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        known[resource] = (found, context.Time.GetTimestamp());
        return found;
    }

    private async Task<ResourceIdentity?> ReadAsync(GroupResource resource, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var version = resource.Group.Length == 0 ? "v1" : await PreferredAsync(resource.Group, both.Token).ConfigureAwait(false);
            return await InAsync(resource, version, both.Token).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
        catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException or ObjectReadException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            CustomMetricsLog.NoKind(context.Logger, resource.ToString(), e.Message);
            return null;
        }
    }

    private async Task<string> PreferredAsync(string group, CancellationToken cancellationToken) =>
        JsonNodes.GetString(await GetAsync($"/apis/{Uri.EscapeDataString(group)}", cancellationToken).ConfigureAwait(false), "preferredVersion", "version") ?? "";

    private async Task<ResourceIdentity?> InAsync(GroupResource resource, string version, CancellationToken cancellationToken)
    {
        var path = resource.Group.Length == 0 ? $"/api/{version}" : $"/apis/{Uri.EscapeDataString(resource.Group)}/{version}";
        var list = await GetAsync(path, cancellationToken).ConfigureAwait(false);
        var entry = JsonNodes.Objects(list, "resources").FirstOrDefault(r => JsonNodes.GetString(r, "name") == resource.Resource);
        return entry is null
            ? null
            : new ResourceIdentity(new GroupVersionResource(resource.Group, version, resource.Resource), JsonNodes.GetString(entry, "kind") ?? "");
    }

    private Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => context.Main.SendAsync(HttpMethod.Get, path, null, cancellationToken);
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>
/// Ends the deletion of namespaces: deletes their content until nothing is left, then takes the finalizer out, with which the
/// namespace goes. What stays (finalizers, a server that does not answer) is told in its conditions and looked at again.
/// </summary>
internal sealed class NamespaceController(LocalObjects objects, NamespaceContent content, TimeProvider time, ILogger log)
    : IBackgroundLoop
{
    /// <summary>Creates that were admitted just before the deletion are stored by then (Kubernetes waits for 5 s, for it may have several servers).</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    private const string Finalizer = "kubernetes";
    private const int Workers = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private readonly WorkQueue<string> queue = new("namespace-controller", time, log);

    // How often each was found not to be empty yet.
    private readonly ConcurrentDictionary<string, int> passes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "namespace-controller";

    /// <summary>To be called for a namespace that is being deleted.</summary>
    public void Add(string name) => queue.AddLater(name, Settling, CancellationToken.None);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => queue.RunAsync(SyncAsync, cancellationToken, Workers);

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        var ns = await objects.FindAsync(CoreResources.Namespaces, "", name, cancellationToken).ConfigureAwait(false);
        if (ns is not { IsDeleting: true } || !Finalizers(ns.ToTree()).Contains(Finalizer, StringComparer.Ordinal))
        {
            passes.TryRemove(name, out _);
            return;
        }

        var created = MetadataView.Of(ns.ToTree()).CreationTimestamp;
        var remaining = await content.DeleteAsync(name, created, cancellationToken).ConfigureAwait(false);
        if (remaining.Any)
        {
            var status = new ObjectAddress(CoreResources.Namespaces, "", name, "status");
            var now = time.GetUtcNow();
            await objects.UpdateAsync(status, current => NamespaceConditions.Write(current, remaining, now), cancellationToken)
                .ConfigureAwait(false);
            var pass = passes.AddOrUpdate(name, 0, (_, n) => Math.Min(n + 1, 16));
            queue.AddLater(name, TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << pass)), cancellationToken);
            return;
        }

        var finalize = new ObjectAddress(CoreResources.Namespaces, "", name, "finalize");
        await objects.UpdateAsync(finalize, TakeFinalizerOut, cancellationToken).ConfigureAwait(false);
        passes.TryRemove(name, out _);
    }

    private static IReadOnlyList<string> Finalizers(JsonObject ns) => JsonNodes.StringList(JsonNodes.Get(ns, "spec", "finalizers"));

    private static void TakeFinalizerOut(JsonObject ns)
    {
        var rest = Finalizers(ns).Where(f => f is not Finalizer).ToList();
        var spec = JsonNodes.Ensure(ns, "spec");
        if (rest.Count == 0)
        {
            spec.Remove("finalizers");
        }
        else
        {
            spec["finalizers"] = new JsonArray([.. rest.Select(f => (JsonNode)f)]);
        }
    }
}

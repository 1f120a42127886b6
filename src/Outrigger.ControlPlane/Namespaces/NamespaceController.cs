using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>
/// Ends the deletion of namespaces: deletes their content until nothing is left, then takes the finalizer out, with which the
/// namespace goes. What stays (finalizers, a server that does not answer) is told in its conditions and looked at again.
/// </summary>
internal sealed class NamespaceController(LocalObjects objects, NamespaceContent content, TimeProvider time, ILogger log)
    : IBackgroundLoop
{
    private const string Finalizer = "kubernetes";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // Creates that were admitted just before the deletion are stored by then (Kubernetes waits for 5 s, for it may have several servers).
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private readonly WorkQueue<string> queue = new("namespace-controller", time, log);

    /// <inheritdoc/>
    public string Name => "namespace-controller";

    /// <summary>To be called for a namespace that is being deleted.</summary>
    public void Add(string name) => queue.AddLater(name, Settling, CancellationToken.None);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => queue.RunAsync(SyncAsync, cancellationToken);

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        var ns = await objects.FindAsync(CoreResources.Namespaces, "", name, cancellationToken).ConfigureAwait(false);
        if (ns is not { IsDeleting: true } || !Finalizers(ns.ToTree()).Contains(Finalizer, StringComparer.Ordinal))
        {
            return;
        }

        var remaining = await content.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        if (remaining.Any)
        {
            var status = new ObjectAddress(CoreResources.Namespaces, "", name, "status");
            var now = time.GetUtcNow();
            await objects.UpdateAsync(status, current => NamespaceConditions.Write(current, remaining, now), cancellationToken)
                .ConfigureAwait(false);
            queue.AddLater(name, Again, cancellationToken);
            return;
        }

        var finalize = new ObjectAddress(CoreResources.Namespaces, "", name, "finalize");
        await objects.UpdateAsync(finalize, TakeFinalizerOut, cancellationToken).ConfigureAwait(false);
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

using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>Keeps in every namespace an object that each has: puts it back when it is deleted or says something else.</summary>
internal sealed class NamespaceDefaults(string name, KeptObject kept, LocalObjects objects, TimeProvider time, ILogger log) : IBackgroundLoop
{
    private readonly WorkQueue<string> queue = new(name, time, log);

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>To be called for a namespace that may lack it.</summary>
    public void Add(string ns) => queue.Add(ns);

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var feed = new ObjectFeed(kept.Resource, objects, time, log)
        {
            Selects = obj => string.Equals(obj.Name, kept.Name, StringComparison.Ordinal),
            OnPut = obj => Add(obj.Namespace),
            OnRemove = obj => Add(obj.Namespace),
        };
        return Task.WhenAll(queue.RunAsync(SyncAsync, cancellationToken), feed.RunAsync(cancellationToken));
    }

    private async Task SyncAsync(string ns, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.Namespaces, "", ns, cancellationToken).ConfigureAwait(false);
        if (found is not { IsDeleting: false })
        {
            return;
        }

        try
        {
            await EnsureAsync(ns, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code is 403 or 404)
        {
            // Nothing to do when the namespace was deleted meanwhile; a webhook that refuses is asked again.
            if (!await ContentWrite.IsGoingAsync(objects, ns, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    private async Task EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        var there = await objects.FindAsync(kept.Resource, ns, kept.Name, cancellationToken).ConfigureAwait(false);
        if (there is null)
        {
            await objects.TryCreateAsync(kept.Resource, ns, kept.Make(), cancellationToken).ConfigureAwait(false);
        }
        else if (!kept.IsRight(there.ToTree()))
        {
            await objects.UpdateAsync(new ObjectAddress(kept.Resource, ns, kept.Name), kept.Correct, cancellationToken).ConfigureAwait(false);
        }
    }
}

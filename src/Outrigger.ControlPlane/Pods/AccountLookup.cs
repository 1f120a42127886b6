using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Pods;

/// <summary>Finds the service accounts of pods. A namespace's <c>default</c> is made soon after it, so that whoever comes before waits for it.</summary>
internal sealed class AccountLookup(LocalObjects objects, TimeProvider time)
{
    /// <summary>The account of pods that name none.</summary>
    public const string Default = "default";

    // as long as Kubernetes looks, by and large
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.5);

    /// <summary>The account; null when there is none.</summary>
    public async ValueTask<JsonObject?> FindAsync(string ns, string name, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.ServiceAccounts, ns, name, cancellationToken).ConfigureAwait(false);
        return found?.ToTree() ?? (name == Default ? await WaitAsync(ns, cancellationToken).ConfigureAwait(false) : null);
    }

    private async ValueTask<JsonObject?> WaitAsync(string ns, CancellationToken cancellationToken)
    {
        var listed = await objects.ListAsync(CoreResources.ServiceAccounts, ns, cancellationToken).ConfigureAwait(false);
        if (listed.Items.FirstOrDefault(a => a.Name == Default) is { } there)
        {
            return there.ToTree();
        }

        using var limit = new CancellationTokenSource(Longest, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var watch = await objects.WatchAsync(CoreResources.ServiceAccounts, listed.ResourceVersion, cancellationToken).ConfigureAwait(false);
        await using var closing = watch.ConfigureAwait(false);
        try
        {
            do
            {
                while (watch.TryRead(out var item))
                {
                    if (item is { Type: WatchItemType.Added, Object: { Name: Default } account } && account.Namespace == ns)
                    {
                        return account.ToTree();
                    }
                }
            }
            while (await watch.WaitAsync(end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // it did not come
        }

        return null;
    }
}

using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.OpenApi;
using Outrigger.Aggregator.Routing;

namespace Outrigger.Aggregator.Availability;

/// <summary>Reads again what another server says about itself.</summary>
internal sealed class RemoteRefresh(RemoteDiscovery discovery, RemoteOpenApi openApi, RemoteTable table, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether discovery could be read.</summary>
    public async Task<bool> RunAsync(Remote remote, CancellationToken cancellationToken)
    {
        var model = remote.GroupVersion.Model;
        var index = openApi.RefreshAsync(model, cancellationToken);
        var document = await discovery.ReadAsync(model, cancellationToken).ConfigureAwait(false);
        if (document is not null && (remote.GroupVersion.IsUnread || !document.Equals(remote.GroupVersion.Document)))
        {
            (remote.GroupVersion.Document, remote.GroupVersion.IsUnread) = (document, false);
            table.Publish();
        }

        // mostly there by now; a server that is slow at it is no less available
        await index.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return document is not null;
    }

    /// <summary>Shows the group version as Stale: its server answers, but does not tell what it serves.</summary>
    public void Fail(Remote remote)
    {
        if (!remote.GroupVersion.IsUnread)
        {
            remote.GroupVersion.IsUnread = true;
            table.Publish();
        }
    }
}

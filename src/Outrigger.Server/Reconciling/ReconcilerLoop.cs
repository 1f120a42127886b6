using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;

namespace Outrigger.Server.Reconciling;

/// <summary>
/// Runs one reconciler: the watch marks keys as changed, one worker takes them in turn with the newest state. A key that is marked
/// again while it waits is taken once.
/// </summary>
internal sealed class ReconcilerLoop<T>(
    Reconciler<T> reconciler, KubernetesClient client, KindDefinition kind, TimeProvider time, ILogger logger)
    where T : class
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Channel<string> due = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, byte> queued = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> waits = new(StringComparer.Ordinal);
    private readonly ResourceClient<T> resources = new(client, kind.Kind, kind.Resource);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reflector = new ResourceReflector(
            client,
            new ResourcePath(kind.Resource),
            new WatchOptions { OnFailure = e => ReconcilerLog.WatchFailed(logger, kind.Resource.GroupResource.ToString(), e.Message) })
        {
            OnChange = change => Mark(change.Key),
        };
        await Task.WhenAll(reflector.RunAsync(cancellationToken), WorkAsync(reflector, cancellationToken)).ConfigureAwait(false);
    }

    private void Mark(string key)
    {
        if (queued.TryAdd(key, 0))
        {
            due.Writer.TryWrite(key);
        }
    }

    private async Task WorkAsync(ResourceReflector reflector, CancellationToken cancellationToken)
    {
        await foreach (var key in due.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            queued.TryRemove(key, out _);
            if (!reflector.Items.TryGetValue(key, out var newest))
            {
                waits.TryRemove(key, out _);
                continue;
            }

            await ReconcileAsync(key, newest, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReconcileAsync(string key, JsonObject newest, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.ReconcileAsync(client.FromTree<T>(newest), resources, cancellationToken).ConfigureAwait(false);
            waits.TryRemove(key, out _);
        }
        catch (StatusException changed) when (IsOutdated(key, changed.Status))
        {
            // the watch brings the newer state, and with it another turn
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var wait = waits.AddOrUpdate(key, FirstWait, (_, last) => last * 2 > LongestWait ? LongestWait : last * 2);
            // what others answer is told in a line; anything else may be a mistake in the reconciler, which its stack shows
            var unexpected = failure is StatusException or HttpRequestException or TimeoutException ? null : failure;
            ReconcilerLog.Failed(logger, kind.Resource.GroupResource.ToString(), key, wait, failure.Message, unexpected);
            _ = MarkLaterAsync(key, wait, cancellationToken);
        }
    }

    /// <summary>Whether the object itself is gone or newer than what was looked at; of others the watch tells nothing.</summary>
    private bool IsOutdated(string key, Status refusal) =>
        refusal is { Reason: StatusReasons.NotFound or StatusReasons.Conflict, Details: { } about }
        && about.Name == key[(key.LastIndexOf('/') + 1)..]
        && about.Kind == kind.Resource.Resource
        && (about.Group ?? "") == kind.Resource.Group;

    private async Task MarkLaterAsync(string key, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            Mark(key);
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }
}

using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Client.Watching;

/// <summary>The endless list-and-watch behind <see cref="KubernetesClientWatching.WatchAsync"/>.</summary>
internal sealed class ResumingWatch(KubernetesClient client, ResourcePath path, WatchOptions options) : IAsyncDisposable
{
    private readonly Backoff backoff = new(options.MinBackoff, options.MaxBackoff, client.Time);
    private IAsyncEnumerator<WatchEvent>? stream;
    private string? version;
    private long opened;

    public async ValueTask<WatchEvent> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await StepAsync(cancellationToken).ConfigureAwait(false) is { } item)
                {
                    return item;
                }
            }
            catch (Exception e) when (IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                if (e is StatusException { Status.Code: 410 })
                {
                    version = null;
                }

                options.OnFailure?.Invoke(e);
                await CloseAsync().ConfigureAwait(false);
                await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    // one list, one event, or null when the server ended the watch
    private async ValueTask<WatchEvent?> StepAsync(CancellationToken cancellationToken)
    {
        if (version is null)
        {
            var list = await client.ListAllAsync(path, options, cancellationToken).ConfigureAwait(false);
            version = JsonNodes.GetString(list, "metadata", "resourceVersion") ?? "";
            return new WatchEvent(WatchEventType.Listed, list);
        }

        if (stream is null)
        {
            opened = client.Time.GetTimestamp();
            stream = client.WatchOnceAsync(path, version, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        }

        if (!await stream.MoveNextAsync().ConfigureAwait(false))
        {
            // a server that ends every watch at once must not be asked in a tight loop
            await CloseAsync().ConfigureAwait(false);
            if (client.Time.GetElapsedTime(opened) > TimeSpan.FromSeconds(10))
            {
                backoff.Reset();
            }

            await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        backoff.Reset();
        version = stream.Current.ResourceVersion;
        return stream.Current;
    }

    private async ValueTask CloseAsync()
    {
        if (stream is { } old)
        {
            stream = null;
            await old.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool IsPassing(Exception e) => e is StatusException or HttpRequestException or IOException or TimeoutException
        or ObjectReadException or ClientConfigException or OperationCanceledException;
}

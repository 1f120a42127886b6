using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary>Load for the Widget server: clients that list Widgets through the aggregator, each as fast as it is answered.</summary>
internal sealed class WidgetLoad : IAsyncDisposable
{
    private const int Clients = 4;
    private static readonly ResourcePath Widgets = new(new GroupVersionResource(DemoNames.Group, "v1", "widgets"));
    private readonly CancellationTokenSource stop;
    private readonly Task running;
    private long requests;

    private WidgetLoad(KubernetesClient client, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        running = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(client, stop.Token), CancellationToken.None)));
    }

    /// <summary>How many were answered.</summary>
    public long Requests => Interlocked.Read(ref requests);

    public static WidgetLoad Start(KubernetesClient client, CancellationToken cancellationToken) => new(client, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task AskAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await client.ListAsync(Widgets, null, cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref requests);
            }
            catch (Exception e) when (e is StatusException or HttpRequestException or TimeoutException or OperationCanceledException)
            {
                // too many at once, or the end: the next one may be answered
                await Task.Yield();
            }
        }
    }
}

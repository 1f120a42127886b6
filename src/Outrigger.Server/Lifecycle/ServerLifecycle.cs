namespace Outrigger.Server.Lifecycle;

/// <summary>
/// The phases of a server's life as signals. Stopping: /readyz turns red at once while requests are still served; then, when the
/// drain begins, watches end and listeners close.
/// </summary>
public sealed class ServerLifecycle : IDisposable
{
    private readonly CancellationTokenSource draining = new();
    private volatile bool stopping;

    /// <summary>Whether the server was asked to stop: it is not ready any more.</summary>
    public bool IsStopping => stopping;

    /// <summary>Ends long-running requests (watches), each of which finishes its stream cleanly.</summary>
    public CancellationToken Draining => draining.Token;

    /// <summary>Turns /readyz red.</summary>
    public void BeginStop() => stopping = true;

    /// <summary>Ends watches.</summary>
    public void BeginDrain()
    {
        stopping = true;
        draining.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => draining.Dispose();
}

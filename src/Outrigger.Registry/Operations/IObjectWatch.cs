namespace Outrigger.Registry.Operations;

/// <summary>An open watch. Read by one reader: drain <see cref="TryRead"/>, flush, then wait.</summary>
public interface IObjectWatch : IAsyncDisposable
{
    /// <summary>Takes the next item that is ready. Throws StatusException 410 when the reader fell out of the history window.</summary>
    bool TryRead(out WatchItem item);

    /// <summary>Waits until <see cref="TryRead"/> may succeed; false when the watch has ended (the resource is gone or changed).</summary>
    ValueTask<bool> WaitAsync(CancellationToken cancellationToken);
}

using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Watches;

/// <summary>
/// A watch that could not start: Kubernetes opens the stream all the same and sends one event of type ERROR, so the refusal is
/// thrown at the first read.
/// </summary>
internal sealed class FailedWatch(StatusException refusal) : IObjectWatch
{
    /// <inheritdoc/>
    public bool TryRead(out WatchItem item) => throw refusal;

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

namespace Outrigger.Server.Lifecycle;

/// <summary>A moment of a server's life: comes once, stays, and can be waited for.</summary>
/// <param name="name">As in the log and in docs/operations.md.</param>
public sealed class LifecycleSignal(string name) : IDisposable
{
    private readonly CancellationTokenSource source = new();

    /// <summary>For example <c>ShutdownInitiated</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the moment has come.</summary>
    public bool IsSignaled => source.IsCancellationRequested;

    /// <summary>Is cancelled when the moment comes.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The moment has come; a second time does nothing.</summary>
    public void Signal() => source.Cancel();

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}

namespace Outrigger.Server.Lifecycle;

/// <summary>
/// The end of a server's life as named signals, in the order in which they come (k8s.io/apiserver lifecycle_signals). Whoever has a part in
/// it looks at its signal; the hosting gives them.
/// </summary>
public sealed class ServerLifecycle : IDisposable
{
    private readonly List<PreShutdownHook> hooks = [];

    /// <summary>The server was asked to stop: /readyz is red, everything else is as before.</summary>
    public LifecycleSignal ShutdownInitiated { get; } = new(nameof(ShutdownInitiated));

    /// <summary>The time for load balancers is over.</summary>
    public LifecycleSignal AfterShutdownDelay { get; } = new(nameof(AfterShutdownDelay));

    /// <summary>The server's own controllers have stopped and given back what they held.</summary>
    public LifecycleSignal PreShutdownHooksStopped { get; } = new(nameof(PreShutdownHooksStopped));

    /// <summary>Requests that come now are refused.</summary>
    public LifecycleSignal NotAcceptingNewRequests { get; } = new(nameof(NotAcceptingNewRequests));

    /// <summary>The requests that were under way have finished, or their time is over.</summary>
    public LifecycleSignal InFlightRequestsDrained { get; } = new(nameof(InFlightRequestsDrained));

    /// <summary>The port is closed. Audit events are flushed and stores closed after it.</summary>
    public LifecycleSignal StoppedListening { get; } = new(nameof(StoppedListening));

    /// <summary>Watches and tunnels, which are ended.</summary>
    public LongRequests LongRequests { get; } = new();

    /// <summary>All other requests, which are waited for.</summary>
    public ShortRequests ShortRequests { get; } = new();

    /// <summary>What runs before requests are refused, in order of registration.</summary>
    internal IReadOnlyList<PreShutdownHook> Hooks => hooks;

    /// <summary>Adds work that is to be done while requests are still served: controllers stop and give back their Lease.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="run">Must end; it is waited for 15 seconds.</param>
    public void BeforeShutdown(string name, Func<Task> run) => hooks.Add(new(name, run));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in (LifecycleSignal[])
            [ShutdownInitiated, AfterShutdownDelay, PreShutdownHooksStopped, NotAcceptingNewRequests, InFlightRequestsDrained, StoppedListening])
        {
            signal.Dispose();
        }
    }
}

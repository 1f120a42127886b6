using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Routing;

namespace Outrigger.Aggregator.Availability;

/// <summary>Keeps one <see cref="RemoteMonitor"/> for each APIService of another server, and the condition of local ones.</summary>
internal sealed class AvailabilityController(
    ClusterState state, RemoteTable table, Func<string, RemoteMonitor> monitors, ConditionWriter writer, TimeProvider time)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (RemoteMonitor Monitor, CancellationTokenSource Stop, Task Run)> running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changed = new(0);

    /// <summary>Looks at the APIServices again: some came, went or changed.</summary>
    public void OnApiServices()
    {
        if (changed.CurrentCount == 0)
        {
            changed.Release();
        }
    }

    /// <summary>Checks what changed now. Called by whoever changes the table.</summary>
    public void OnChange(IReadOnlyCollection<string> names)
    {
        lock (gate)
        {
            foreach (var name in names)
            {
                if (running.TryGetValue(name, out var there))
                {
                    there.Monitor.Wake();
                }
            }
        }
    }

    /// <summary>Checks one APIService now: a request to it failed.</summary>
    public void Suspect(string name)
    {
        lock (gate)
        {
            if (running.TryGetValue(name, out var there))
            {
                there.Monitor.Suspect();
            }
        }
    }

    /// <summary>Checks everything soon: this server has come to lead, and writes from now on what it finds.</summary>
    public void SuspectAll()
    {
        lock (gate)
        {
            foreach (var (monitor, _, _) in running.Values)
            {
                monitor.Suspect();
            }
        }

        OnApiServices();
    }

    /// <summary>Starts and stops monitors until it is cancelled; all of them have ended then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await MatchAsync(cancellationToken).ConfigureAwait(false))
                {
                    await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await Task.Delay(Retry, time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (var (_, stop, run) in running.Values)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stop.Dispose();
            }

            running.Clear();
        }
    }

    /// <summary>Whether every condition could be written.</summary>
    private async Task<bool> MatchAsync(CancellationToken cancellationToken)
    {
        var remotes = table.Remotes;
        foreach (var (monitor, stop, run) in StartAndStop(remotes.Keys.ToHashSet(StringComparer.Ordinal), cancellationToken))
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        var complete = true;
        foreach (var other in state.ApiServices.Values.Where(a => !remotes.ContainsKey(a.Name)))
        {
            var condition = other.Service is null ? AvailableCondition.Local : AvailableCondition.Failed(
                "Unsupported", $"the group \"{other.GroupVersion.Group}\" is always answered by this server");
            complete &= await writer.TryWriteAsync(other, condition, cancellationToken).ConfigureAwait(false);
        }

        return complete;
    }

    /// <summary>Starts what is missing or has ended by a fault of ours; returns what must end.</summary>
    private List<(RemoteMonitor Monitor, CancellationTokenSource Stop, Task Run)> StartAndStop(
        HashSet<string> names, CancellationToken cancellationToken)
    {
        var ending = new List<(RemoteMonitor, CancellationTokenSource, Task)>();
        lock (gate)
        {
            foreach (var (name, one) in running.Where(one => !names.Contains(one.Key) || one.Value.Run.IsCompleted).ToArray())
            {
                running.Remove(name);
                ending.Add(one);
            }

            foreach (var name in names.Where(name => !running.ContainsKey(name)))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var monitor = monitors(name);
                running.Add(name, (monitor, stop, Task.Run(() => monitor.RunAsync(stop.Token), CancellationToken.None)));
            }
        }

        return ending;
    }
}

using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Upstream;

/// <summary>Keeps unused connections by target, the newest first, and ends those that were unused for too long.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<UpstreamTarget, List<UpstreamConnection>> idle = [];
    private readonly UpstreamOptions options;
    private readonly TimeProvider time;
    private readonly ITimer sweeper;
    private IReadOnlySet<UpstreamTarget>? wanted;
    private bool disposed;

    public ConnectionPool(UpstreamOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        Shared = new SharedConnections(options, time);
        var every = options.IdleTimeout / 2;
        sweeper = time.CreateTimer(_ => Sweep(), null, every, every);
    }

    /// <summary>Those that many requests use at once.</summary>
    public SharedConnections Shared { get; }

    /// <summary>How many unused connections of one request at a time there are.</summary>
    public int IdleCount
    {
        get
        {
            lock (gate)
            {
                return idle.Values.Sum(list => list.Count);
            }
        }
    }

    /// <summary>An unused connection that still lives; null when there is none.</summary>
    public UpstreamConnection? Take(UpstreamTarget target)
    {
        while (true)
        {
            UpstreamConnection connection;
            lock (gate)
            {
                if (!idle.TryGetValue(target, out var list))
                {
                    return null;
                }

                connection = list[^1];
                list.RemoveAt(list.Count - 1);
                if (list.Count == 0)
                {
                    idle.Remove(target);
                }
            }

            if (connection.IsQuiet())
            {
                connection.IsReused = true;
                return connection;
            }

            connection.Dispose();
        }
    }

    /// <summary>Keeps a connection whose answer was read to its end.</summary>
    public void Return(UpstreamConnection connection)
    {
        connection.Reader.Release();
        connection.IdleSince = time.GetTimestamp();
        lock (gate)
        {
            if (!disposed && wanted?.Contains(connection.Target) != false)
            {
                if (!idle.TryGetValue(connection.Target, out var list))
                {
                    idle[connection.Target] = list = [];
                }

                if (list.Count < options.MaxIdlePerTarget)
                {
                    list.Add(connection);
                    return;
                }
            }
        }

        connection.Dispose();
    }

    /// <summary>Ends the unused connections to a target, so that the next request proves that it can be reached.</summary>
    public void Forget(UpstreamTarget target)
    {
        List<UpstreamConnection>? list;
        lock (gate)
        {
            idle.Remove(target, out list);
        }

        list?.ForEach(connection => connection.Dispose());
        Shared.Forget(target);
    }

    /// <summary>
    /// Keeps connections to these targets alone from now on: unused ones to others end now, those in use after their answer. So an
    /// endpoint, a CA bundle or a client certificate that is gone is not used again. Before the first call all are kept.
    /// </summary>
    public void KeepOnly(IReadOnlySet<UpstreamTarget> targets)
    {
        var gone = new List<UpstreamConnection>();
        lock (gate)
        {
            wanted = targets;
            foreach (var target in idle.Keys.Where(target => !targets.Contains(target)).ToArray())
            {
                gone.AddRange(idle[target]);
                idle.Remove(target);
            }
        }

        gone.ForEach(connection => connection.Dispose());
        Shared.KeepOnly(targets);
    }

    public void Dispose()
    {
        sweeper.Dispose();
        List<UpstreamConnection> all;
        lock (gate)
        {
            disposed = true;
            all = [.. idle.Values.SelectMany(list => list)];
            idle.Clear();
        }

        all.ForEach(connection => connection.Dispose());
        Shared.End();
    }

    private void Sweep()
    {
        var old = new List<UpstreamConnection>();
        lock (gate)
        {
            foreach (var target in idle.Keys.ToArray())
            {
                var list = idle[target];
                var ended = list.FindAll(IsOld); // asked once: one may end between two looks
                old.AddRange(ended);
                if (list.RemoveAll(ended.Contains) > 0 && list.Count == 0)
                {
                    idle.Remove(target);
                }
            }
        }

        old.ForEach(connection => connection.Dispose());
        Shared.Sweep();
    }

    private bool IsOld(UpstreamConnection connection) =>
        time.GetElapsedTime(connection.IdleSince) >= options.IdleTimeout || !connection.IsQuiet();
}

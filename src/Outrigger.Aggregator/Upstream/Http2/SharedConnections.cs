namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// The HTTP/2 connections by target. The oldest with a place is used first, so that the youngest fall out of use; only one request at a
/// time dials a target that may speak HTTP/2, and the others share what it gets.
/// </summary>
internal sealed class SharedConnections(UpstreamOptions options, TimeProvider time)
{
    private static readonly TimeSpan Http1Period = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<UpstreamTarget, TargetConnections> targets = [];
    private IReadOnlySet<UpstreamTarget>? wanted;

    /// <summary>How many connections there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return targets.Values.Sum(one => one.Connections.Count);
            }
        }
    }

    /// <summary>How many of them have no streams.</summary>
    public int UnusedCount => Select((_, connection) => connection.Streams.IsEmpty).Count;

    /// <summary>A connection on which a place was reserved; null when there is none. Bodies avoid one whose server does not take them.</summary>
    public Http2Connection? TryReserve(UpstreamTarget target, bool hasBody)
    {
        lock (gate)
        {
            if (targets.TryGetValue(target, out var known) && !RequiresHttp1(known, hasBody))
            {
                foreach (var connection in known.Connections)
                {
                    if (!(hasBody && connection.IsHeldUp) && connection.Streams.TryReserve())
                    {
                        return connection;
                    }
                }
            }

            return null;
        }
    }

    /// <summary>
    /// Whether the server said in the last ten minutes that it requires HTTP/1.1. After them a request without a body, which can be sent
    /// again, is the first to try HTTP/2.
    /// </summary>
    public bool RequiresHttp1(UpstreamTarget target, bool hasBody)
    {
        lock (gate)
        {
            return targets.TryGetValue(target, out var known) && RequiresHttp1(known, hasBody);
        }
    }

    /// <summary>The server said that it requires HTTP/1.1.</summary>
    public void RequireHttp1(UpstreamTarget target)
    {
        lock (gate)
        {
            if (targets.TryGetValue(target, out var known))
            {
                known.RequiredHttp1At = time.GetTimestamp();
            }
        }
    }

    /// <summary>
    /// Null when the caller is to dial, and then says how that went with <see cref="EndDial"/>. Otherwise somebody else does: the task
    /// ends with his failure, or null. <paramref name="own"/> is what others wait for; null for one that dials beside others.
    /// </summary>
    public Task<UpstreamException?>? BeginDial(UpstreamTarget target, out TaskCompletionSource<UpstreamException?>? own)
    {
        own = null;
        lock (gate)
        {
            if (!targets.TryGetValue(target, out var known))
            {
                targets[target] = known = new TargetConnections();
            }

            if (known.IsHttp1)
            {
                return null;
            }

            if (known.Dialing is { } other)
            {
                return other.Task;
            }

            known.Dialing = own = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return null;
        }
    }

    /// <summary>The dial is over. A connection that speaks HTTP/2 is shared from now on.</summary>
    public void EndDial(
        UpstreamTarget target, TaskCompletionSource<UpstreamException?>? own, Http2Connection? connection, bool isHttp1, UpstreamException? failure)
    {
        var isWanted = true;
        lock (gate)
        {
            isWanted = wanted?.Contains(target) != false;
            if (targets.TryGetValue(target, out var known))
            {
                known.Dialing = known.Dialing == own ? null : known.Dialing;
                known.IsHttp1 = isHttp1;
                if (connection is not null && isWanted)
                {
                    known.RequiredHttp1At = null;
                    known.Connections.Add(connection);
                }
            }
        }

        if (connection is not null)
        {
            connection.OnRetired = Remove;
            if (!isWanted || connection.IsOver || connection.RequiresHttp1)
            {
                connection.Retire();
            }
        }

        own?.TrySetResult(failure);
    }

    /// <summary>Takes the connections to a target out of use: the next request proves that it can be reached.</summary>
    public void Forget(UpstreamTarget target) => Retire((one, _) => one.Equals(target));

    /// <summary>Connections to other targets end as soon as they have no streams.</summary>
    public void KeepOnly(IReadOnlySet<UpstreamTarget> those)
    {
        lock (gate)
        {
            wanted = those;
        }

        Retire((target, _) => !those.Contains(target));
        lock (gate)
        {
            foreach (var gone in targets.Where(one => !those.Contains(one.Key) && one.Value.IsUnused).Select(one => one.Key).ToArray())
            {
                targets.Remove(gone);
            }
        }
    }

    /// <summary>Ends those that were unused for too long.</summary>
    public void Sweep() =>
        Retire((_, connection) => connection.Streams.IsEmpty && time.GetElapsedTime(connection.IdleSince) >= options.IdleTimeout);

    /// <summary>Ends all.</summary>
    public void End()
    {
        foreach (var connection in Select((_, _) => true))
        {
            connection.Dispose();
        }
    }

    private void Retire(Func<UpstreamTarget, Http2Connection, bool> which)
    {
        foreach (var connection in Select(which))
        {
            connection.Retire();
        }
    }

    private List<Http2Connection> Select(Func<UpstreamTarget, Http2Connection, bool> which)
    {
        lock (gate)
        {
            return [.. targets.SelectMany(one => one.Value.Connections.Where(connection => which(one.Key, connection)))];
        }
    }

    private bool RequiresHttp1(TargetConnections known, bool hasBody) =>
        known.RequiredHttp1At is { } at && (hasBody || time.GetElapsedTime(at) < Http1Period);

    private void Remove(Http2Connection connection)
    {
        lock (gate)
        {
            if (targets.TryGetValue(connection.Target, out var known) && known.Connections.Remove(connection) && connection.RequiresHttp1)
            {
                known.RequiredHttp1At = time.GetTimestamp();
            }
        }
    }
}

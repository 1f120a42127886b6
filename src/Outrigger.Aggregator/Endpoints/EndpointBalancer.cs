using System.Collections.Immutable;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>
/// Spreads requests over the endpoints of a Service, those that failed a moment ago last. After ten seconds one request tries such an
/// endpoint again, and every ten seconds another until it answers.
/// </summary>
internal sealed class EndpointBalancer(TimeProvider time)
{
    private static readonly TimeSpan Penalty = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private volatile ImmutableDictionary<UpstreamTarget, long> failed = ImmutableDictionary<UpstreamTarget, long>.Empty;
    private long lastFailure;

    /// <summary>The target of a request's next try; null when all were tried.</summary>
    public UpstreamTarget? Pick(ImmutableArray<UpstreamTarget> targets, EndpointTurn turn, IReadOnlyCollection<UpstreamTarget> tried)
    {
        var start = turn.Next();
        if (!HasFailed() && tried.Count == 0)
        {
            return targets.IsEmpty ? null : targets[(int)(start % (uint)targets.Length)];
        }

        UpstreamTarget? last = null;
        for (var i = 0u; i < targets.Length; i++)
        {
            var target = targets[(int)((start + i) % (uint)targets.Length)];
            if (tried.Contains(target))
            {
                continue;
            }

            if (MayTry(target))
            {
                return target;
            }

            last ??= target;
        }

        return last;
    }

    /// <summary>Remembers that a target could not be reached, or did not answer.</summary>
    public void MarkFailed(UpstreamTarget target)
    {
        lock (gate)
        {
            // endpoints come and go: those that are gone must not stay in mind
            var old = failed.Where(one => time.GetElapsedTime(one.Value) >= Forgotten).Select(one => one.Key);
            failed = failed.RemoveRange(old);
            Note(target);
        }
    }

    /// <summary>Remembers that a target was reached.</summary>
    public void MarkReached(UpstreamTarget target)
    {
        if (!failed.ContainsKey(target))
        {
            return;
        }

        lock (gate)
        {
            failed = failed.Remove(target);
        }
    }

    /// <summary>Whether any failed that is still in mind. One that failed and is gone must not make every pick a slow one.</summary>
    private bool HasFailed()
    {
        if (failed.IsEmpty)
        {
            return false;
        }

        if (time.GetElapsedTime(Volatile.Read(ref lastFailure)) < Forgotten)
        {
            return true;
        }

        lock (gate)
        {
            if (time.GetElapsedTime(lastFailure) >= Forgotten)
            {
                failed = failed.Clear();
            }

            return !failed.IsEmpty;
        }
    }

    private void Note(UpstreamTarget target)
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref lastFailure, now);
        failed = failed.SetItem(target, now);
    }

    /// <summary>Whether a target did not fail, or is to be tried again now; by this request alone then.</summary>
    private bool MayTry(UpstreamTarget target)
    {
        if (!failed.ContainsKey(target))
        {
            return true;
        }

        lock (gate)
        {
            if (!failed.TryGetValue(target, out var since))
            {
                return true;
            }

            if (time.GetElapsedTime(since) < Penalty)
            {
                return false;
            }

            Note(target);
            return true;
        }
    }
}

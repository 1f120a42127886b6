using System.Collections.Concurrent;
using System.Collections.Immutable;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Endpoints;

/// <summary>Spreads requests over the endpoints of a Service, those that could not be reached a moment ago last.</summary>
internal sealed class EndpointBalancer(TimeProvider time)
{
    private static readonly TimeSpan Penalty = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<UpstreamTarget, long> failed = new();
    private uint next;

    /// <summary>The target of a request's next try; null when all were tried.</summary>
    public UpstreamTarget? Pick(ImmutableArray<UpstreamTarget> targets, IReadOnlyCollection<UpstreamTarget> tried)
    {
        var start = Interlocked.Increment(ref next);
        if (failed.IsEmpty && tried.Count == 0)
        {
            return targets.IsEmpty ? null : targets[(int)(start % (uint)targets.Length)];
        }

        return Enumerable.Range(0, targets.Length)
            .Select(i => targets[(int)((start + (uint)i) % (uint)targets.Length)])
            .Where(target => !tried.Contains(target))
            .OrderBy(target => IsFailed(target) ? 1 : 0)
            .FirstOrDefault();
    }

    /// <summary>Remembers that a target could not be reached.</summary>
    public void MarkFailed(UpstreamTarget target)
    {
        // endpoints come and go: those that are gone must not stay in mind
        foreach (var (other, since) in failed)
        {
            if (time.GetElapsedTime(since) >= Penalty)
            {
                failed.TryRemove(new(other, since));
            }
        }

        failed[target] = time.GetTimestamp();
    }

    /// <summary>Remembers that a target was reached.</summary>
    public void MarkReached(UpstreamTarget target)
    {
        if (!failed.IsEmpty)
        {
            failed.TryRemove(target, out _);
        }
    }

    private bool IsFailed(UpstreamTarget target)
    {
        if (!failed.TryGetValue(target, out var since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < Penalty)
        {
            return true;
        }

        failed.TryRemove(new(target, since));
        return false;
    }
}

namespace Outrigger.Server.FlowControl.Levels;

/// <summary>
/// How many seconds refused clients are told to wait: doubled while many are refused, less again by one for each second in which few are
/// (k8s.io/apiserver dropped_requests_tracker).
/// </summary>
internal sealed class DroppedRequests(TimeProvider clock)
{
    private const long Longest = 32;
    private readonly Lock gate = new();
    private readonly Queue<(long Second, long Count)> history = new();
    private long second;
    private long count;
    private long raisedAt;
    private long retryAfter = 1;

    /// <summary>Another one is refused; what its client is told.</summary>
    public int Add()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            if (second != now)
            {
                history.Enqueue((second, count));
                (second, count) = (now, 0);
                while (now - history.Peek().Second > Math.Min(2 * retryAfter, Longest))
                {
                    history.Dequeue();
                    if (history.Count == 0)
                    {
                        break;
                    }
                }

                Adjust(now);
            }

            count++;
            return (int)retryAfter;
        }
    }

    private void Adjust(long now)
    {
        var dropped = history.Where(h => now - h.Second <= retryAfter).Sum(h => h.Count);
        if (now - raisedAt >= retryAfter && dropped >= 3 * retryAfter)
        {
            retryAfter = Math.Min(2 * retryAfter, Longest);
            raisedAt = now;
        }
        else if (dropped < retryAfter && retryAfter > 1)
        {
            retryAfter--;
        }
    }
}

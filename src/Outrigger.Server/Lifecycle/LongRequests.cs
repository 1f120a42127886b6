namespace Outrigger.Server.Lifecycle;

/// <summary>
/// The watches and tunnels that are open. When the server stops they are ended at a bounded rate, so that not all clients come back at the
/// same moment; each finishes its stream cleanly.
/// </summary>
public sealed class LongRequests
{
    /// <summary>At least so many are ended a second.</summary>
    public const int LeastPerSecond = 200;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly Lock gate = new();
    private readonly HashSet<CancellationTokenSource> open = [];
    private bool closed;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return open.Count;
            }
        }
    }

    /// <summary>
    /// Enters a request, which is over when <paramref name="end"/> is cancelled; dispose of the result before the source. What enters after
    /// the end has begun is ended at once.
    /// </summary>
    public Entry Enter(CancellationTokenSource end)
    {
        lock (gate)
        {
            open.Add(end);
            if (closed)
            {
                _ = end.CancelAsync();
            }
        }

        return new Entry(this, end);
    }

    /// <summary>Ends all of them within the time (zero: now); returns when the last one was told.</summary>
    public async Task EndAllAsync(TimeSpan within, TimeProvider clock, CancellationToken cancellationToken)
    {
        CancellationTokenSource[] ending;
        lock (gate)
        {
            // they end themselves from here on: what comes now is ended as it comes
            closed = true;
            ending = [.. open];
        }

        var each = within > TimeSpan.Zero
            ? (int)Math.Ceiling(Math.Max(LeastPerSecond, ending.Length / within.TotalSeconds) * Tick.TotalSeconds)
            : Math.Max(1, ending.Length);
        for (var done = 0; done < ending.Length; done += each)
        {
            if (done > 0)
            {
                await Task.Delay(Tick, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            End(ending.AsSpan(done, Math.Min(each, ending.Length - done)));
        }
    }

    private void End(ReadOnlySpan<CancellationTokenSource> ending)
    {
        lock (gate)
        {
            foreach (var one in ending)
            {
                if (open.Contains(one))
                {
                    // whatever follows runs elsewhere, and not under the lock
                    _ = one.CancelAsync();
                }
            }
        }
    }

    private void Leave(CancellationTokenSource end)
    {
        lock (gate)
        {
            open.Remove(end);
        }
    }

    /// <summary>A request that is open.</summary>
    public readonly struct Entry : IDisposable
    {
        private readonly LongRequests owner;
        private readonly CancellationTokenSource end;

        internal Entry(LongRequests owner, CancellationTokenSource end)
        {
            this.owner = owner;
            this.end = end;
        }

        /// <inheritdoc/>
        public void Dispose() => owner.Leave(end);
    }
}

namespace Outrigger.Storage.Cache;

/// <summary>
/// Decides when watchers are woken: at once while that is cheap; under load so that a wave of many watchers comes at most every
/// 20 ms, and each of them finds more to write at a time. Few watchers (controllers, informers) never wait.
/// </summary>
internal sealed class WakePacer : IDisposable
{
    /// <summary>A signal with no more waiters than this is never held back.</summary>
    public const int Few = 16;

    private const int WakesPerWindow = 256;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    // The load is this machine's, so the time is real even where a test's clock stands still.
    private readonly TimeProvider time = TimeProvider.System;
    private readonly Lock gate = new();
    private readonly List<AsyncSignal> held = [];
    private readonly ITimer timer;
    private long windowStart;
    private int woken;

    public WakePacer() => timer = time.CreateTimer(_ => EndWindow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Wakes those who wait for the signal, now or at the end of the window.</summary>
    public void Fire(AsyncSignal signal)
    {
        var waiters = signal.Waiters;
        if (waiters <= Few || MayWake(signal, waiters))
        {
            signal.Fire();
        }
    }

    public void Dispose() => timer.Dispose();

    private bool MayWake(AsyncSignal signal, int waiters)
    {
        lock (gate)
        {
            var elapsed = time.GetElapsedTime(windowStart);
            if (elapsed >= Window && held.Count == 0)
            {
                windowStart = time.GetTimestamp();
                woken = 0;
            }

            if (held.Count == 0 && (woken == 0 || woken + waiters <= WakesPerWindow))
            {
                woken += waiters;
                return true;
            }

            if (held.Count == 0)
            {
                timer.Change(Window - elapsed, Timeout.InfiniteTimeSpan);
            }

            if (!held.Contains(signal))
            {
                held.Add(signal);
            }

            return false;
        }
    }

    private void EndWindow()
    {
        AsyncSignal[] due;
        lock (gate)
        {
            due = [.. held];
            held.Clear();
            windowStart = time.GetTimestamp();
            woken = due.Sum(static s => s.Waiters);
        }

        foreach (var signal in due)
        {
            signal.Fire();
        }
    }
}

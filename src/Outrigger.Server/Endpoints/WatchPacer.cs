namespace Outrigger.Server.Endpoints;

/// <summary>
/// Decides how often watchers may send. While the server is calm everyone sends at once; when many sends fall into one window of
/// 20 ms, further watchers wait for its end and send what has gathered in one piece. All of them wait for one shared timer.
/// </summary>
internal sealed class WatchPacer(TimeProvider clock)
{
    /// <summary>Sends per window that are not slowed down.</summary>
    public const int FreeSends = 32;

    /// <summary>The longest time an event is held back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private long windowStart;
    private int sends;
    private Task? windowEnd;

    /// <summary>Called after a send; ends when the next one is due.</summary>
    public Task PaceAsync()
    {
        lock (gate)
        {
            var elapsed = clock.GetElapsedTime(windowStart);
            if (elapsed >= Window)
            {
                windowStart = clock.GetTimestamp();
                sends = 0;
                elapsed = TimeSpan.Zero;
            }

            if (++sends <= FreeSends)
            {
                return Task.CompletedTask;
            }

            if (windowEnd is null || windowEnd.IsCompleted)
            {
                windowEnd = Task.Delay(Window - elapsed, clock);
            }

            return windowEnd;
        }
    }
}

namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Finds machines that are gone without a word: a connection that says nothing for 30 seconds is asked with a PING, and is over when it
/// says nothing for 30 more. Counts ticks, not time, so that a pause of this process ends nothing.
/// </summary>
internal sealed class KeepAlive : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);
    private const int AskAfter = 2;
    private const int EndAfter = 4;

    private readonly Action ask;
    private readonly Action end;
    private readonly ITimer timer;
    private int quiet;

    public KeepAlive(TimeProvider time, Action ask, Action end)
    {
        this.ask = ask;
        this.end = end;
        timer = time.CreateTimer(_ => OnTick(), null, Tick, Tick);
    }

    /// <summary>Something came.</summary>
    public void Heard() => Volatile.Write(ref quiet, 0);

    public void Dispose() => timer.Dispose();

    private void OnTick()
    {
        switch (Interlocked.Increment(ref quiet))
        {
            case AskAfter:
                ask();
                break;
            case EndAfter:
                end();
                break;
            default:
                break;
        }
    }
}

namespace Outrigger.Server.Audit.Outputs;

/// <summary>A token bucket: so many at once after a quiet time, so many a second on average. For one caller.</summary>
internal sealed class BatchThrottle(double perSecond, int burst, TimeProvider time)
{
    private double tokens = burst;
    private readonly CancellationTokenSource stop = new();
    private long filled = time.GetTimestamp();

    /// <summary>Holds nothing back from now on.</summary>
    public void Stop() => stop.Cancel();

    /// <summary>Ends when the next one is due.</summary>
    public async Task WaitAsync()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + (time.GetElapsedTime(filled, now).TotalSeconds * perSecond));
        filled = now;
        tokens--;
        if (tokens < 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(-tokens / perSecond), time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

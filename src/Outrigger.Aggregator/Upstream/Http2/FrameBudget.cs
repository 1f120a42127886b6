namespace Outrigger.Aggregator.Upstream.Http2;

/// <summary>
/// Bounds the frames that bring no answer forward (SETTINGS, PING, PRIORITY, window updates, empty or padded DATA, unknown ones): ten
/// thousand at once and a thousand a second. What we send of a body earns its window updates: some
/// servers send two for each piece that they read, however small.
/// </summary>
internal sealed class FrameBudget(TimeProvider time)
{
    private const int Most = 10_000;
    private const int PerSecond = 1_000;
    private const int PerDataFrame = 4;
    private const int BytesPerUpdate = 1024;

    private int left = Most;
    private long filled = time.GetTimestamp();

    /// <summary>A frame with so many bytes of a body was sent.</summary>
    public void Earn(int bytes) => Interlocked.Add(ref left, PerDataFrame + (bytes / BytesPerUpdate));

    /// <summary>A frame came; too many end the connection.</summary>
    public void Spend()
    {
        if (Interlocked.Decrement(ref left) >= 0)
        {
            return;
        }

        var now = time.GetTimestamp();
        var earned = (int)Math.Min(Most, time.GetElapsedTime(filled, now).TotalSeconds * PerSecond);
        filled = now;
        if (earned < 1)
        {
            throw new Http2Exception(Http2Error.EnhanceYourCalm, "too many frames that say nothing");
        }

        Interlocked.Exchange(ref left, earned - 1);
    }
}

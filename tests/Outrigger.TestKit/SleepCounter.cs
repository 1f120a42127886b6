namespace Outrigger.TestKit;

/// <summary>A clock that counts how often somebody went to sleep for one certain time.</summary>
public sealed class SleepCounter(TimeSpan time) : TimeProvider
{
    private int count;

    public FakeTimeProvider Clock { get; } = new();

    public int Count => Volatile.Read(ref count);

    public override long TimestampFrequency => Clock.TimestampFrequency;

    public override long GetTimestamp() => Clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = Clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime == time)
        {
            Interlocked.Increment(ref count);
        }

        return timer;
    }
}

namespace Outrigger.Testing.Time;

/// <summary>A timer of a <see cref="FakeTimeProvider"/>.</summary>
internal sealed class FakeTimer(FakeTimeProvider clock, Action callback) : ITimer
{
    private TimeSpan period = Timeout.InfiniteTimeSpan;

    public DateTimeOffset Due { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period;
        clock.Plan(this, dueTime);
        return true;
    }

    public void Dispose()
    {
        period = Timeout.InfiniteTimeSpan;
        clock.Plan(this, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire()
    {
        if (period > TimeSpan.Zero)
        {
            clock.Plan(this, period);
        }

        callback();
    }
}

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>A clock that runs faster, so that the bookmarks of a minute come within seconds.</summary>
internal sealed class QuickTime : TimeProvider
{
    private const int Factor = 40;

    public override long TimestampFrequency => System.TimestampFrequency / Factor;

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private static TimeSpan Shorter(TimeSpan time) => time <= TimeSpan.Zero ? time : time / Factor;
}

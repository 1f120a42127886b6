namespace Outrigger.Functional.Tests.AutoTls;

/// <summary>Has the date of another clock, but waits as long as the real one.</summary>
internal sealed class DateOf(TimeProvider other) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => other.GetUtcNow();
}

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

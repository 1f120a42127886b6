using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.TestKit;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>How long Events stay; that every store takes away what is over, its contract says.</summary>
public sealed class EventLifetimeTests
{
    private const string Event = """{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"reason":"r","message":"m","type":"Normal"}""";

    [Theory]
    [InlineData(60)]
    [InlineData(5)]
    public async Task Event_AfterItsTime_IsGone(int minutes)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var cluster = await TestCluster.StartAsync(o => minutes == 60 ? o : o with { EventTimeToLive = TimeSpan.FromMinutes(minutes) }, clock);
        await cluster.CreateAsync("events", Event, "default");

        clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(30));
        (await cluster.FindAsync("events", "e", "default")).ShouldNotBeNull();
        await cluster.UpdateAsync("events", "e", e => e["count"] = 2, "default");
        clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(30));
        (await cluster.FindAsync("events", "e", "default")).ShouldNotBeNull("the last write counts");
        clock.Advance(TimeSpan.FromSeconds(31));

        await cluster.EventuallyAsync(async () => await cluster.FindAsync("events", "e", "default") is null, "the event gone");
    }

    [Fact]
    public async Task Event_TimeOfZero_Stays()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var cluster = await TestCluster.StartAsync(o => o with { EventTimeToLive = TimeSpan.Zero }, clock);
        await cluster.CreateAsync("events", Event, "default");

        clock.Advance(TimeSpan.FromDays(400));
        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"later"}}""", "default");

        (await cluster.FindAsync("events", "e", "default")).ShouldNotBeNull();
    }
}

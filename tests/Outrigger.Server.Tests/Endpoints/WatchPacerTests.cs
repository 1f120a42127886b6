using Outrigger.Server.Endpoints;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Endpoints;

public class WatchPacerTests
{
    [Fact]
    public async Task Pace_FewSends_NeverWaits()
    {
        var time = new FakeTimeProvider();
        var pacer = new WatchPacer(time);

        for (var i = 0; i < WatchPacer.FreeSends * 4; i++)
        {
            pacer.PaceAsync().IsCompleted.ShouldBeTrue();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Task.CompletedTask;
    }

    [Fact]
    public async Task Pace_ManySendsInAWindow_WaitForItsEndTogether()
    {
        var time = new FakeTimeProvider();
        var pacer = new WatchPacer(time);
        for (var i = 0; i < WatchPacer.FreeSends; i++)
        {
            pacer.PaceAsync().IsCompleted.ShouldBeTrue();
        }

        var first = pacer.PaceAsync();
        var second = pacer.PaceAsync();

        first.IsCompleted.ShouldBeFalse();
        second.ShouldBeSameAs(first);
        time.Advance(WatchPacer.Window);
        await first.WaitAsync(TestServer.Token);
        pacer.PaceAsync().IsCompleted.ShouldBeTrue();
    }
}

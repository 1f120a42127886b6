using Outrigger.Testing;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>Frames that say nothing are bounded; those that honest work brings are not among them.</summary>
public sealed class FrameBudgetTests
{
    // a server that reads in pieces of 4 KiB and tells of each, on the stream and on the connection
    private const int UpdatesOfAFrame = 2 * FrameHead.MaxPayload / 4096;

    private readonly FrameBudget budget = new(new FakeTimeProvider());

    [Fact]
    public void Upload_OfAGigabyteAtOnce_EarnsItsWindowUpdates()
    {
        for (var sent = 0L; sent < 1L << 30; sent += FrameHead.MaxPayload)
        {
            budget.Earn(FrameHead.MaxPayload);
            for (var i = 0; i < UpdatesOfAFrame; i++)
            {
                Should.NotThrow(budget.Spend);
            }
        }
    }

    [Fact]
    public void WindowUpdates_OfNothing_EndTheConnection() =>
        Should.Throw<Http2Exception>(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                budget.Spend();
            }
        }).Code.ShouldBe(Http2Error.EnhanceYourCalm);
}

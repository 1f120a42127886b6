using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.FlowControl.Work;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class PriorityLimiterTests
{
    // 5 seats of 60 for ordinary users
    private const int Seats = 5;
    private static readonly UserInfo User = new("jane", [UserInfo.AuthenticatedGroup]);
    private static readonly RequestInfo Info = RequestInfoParser.Parse("GET", "/slow", "");

    [Fact]
    public async Task Waiting_CannotBegin_HoldsNoSeatAfterwards()
    {
        var controller = new FlowController(new FlowControlOptions { MaxRequestsInFlight = 40, MaxMutatingRequestsInFlight = 20 }, TimeProvider.System);
        var limiter = new PriorityLimiter(controller, new WorkEstimator(_ => 0, new WatchTracker()), new NoTimers());
        var held = new List<IDisposable>();
        for (var i = 0; i < Seats; i++)
        {
            held.Add((await limiter.EnterAsync(Request()))!);
        }

        await Should.ThrowAsync<NotSupportedException>(limiter.EnterAsync(Request()).AsTask());
        held.ForEach(h => h.Dispose());

        controller.Current.Find(User, Info).Level.Queues.Load.ShouldBe((0, 0, 0, 0));
    }

    private static RequestContext Request() => new(new DefaultHttpContext(), Info, "id", DateTimeOffset.UnixEpoch) { User = User };

    private sealed class NoTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException();
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class InFlightLimiterTests
{
    private static readonly RequestInfo Info = RequestInfoParser.Parse("GET", "/apis/shop.io/v1/namespaces/x/orders/one/shell", "");

    [Fact]
    public async Task Seat_GivenBackEarly_IsFreeForOneOther()
    {
        var limiter = new InFlightLimiter(new FlowControlOptions { MaxRequestsInFlight = 1 });
        var tunnel = Request();
        using (await limiter.EnterAsync(tunnel))
        {
            await RefusesAsync(limiter);
            tunnel.Seat.ShouldNotBeNull().Dispose();

            await limiter.EnterAsync(Request());
        }

        await RefusesAsync(limiter);
    }

    private static RequestContext Request() =>
        new(new DefaultHttpContext(), Info, "id", DateTimeOffset.UnixEpoch) { User = new UserInfo("modest", [UserInfo.AuthenticatedGroup]) };

    private static async Task RefusesAsync(InFlightLimiter limiter) =>
        (await Should.ThrowAsync<StatusException>(async () => await limiter.EnterAsync(Request()))).Status.Code.ShouldBe(429);
}

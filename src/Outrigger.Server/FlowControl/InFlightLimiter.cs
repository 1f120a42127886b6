using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>
/// Refuses with 429 what comes on top of the limits. Watches and other long requests do not count, and system:masters is never
/// refused, so that an operator can look at a server that is overrun.
/// </summary>
internal sealed class InFlightLimiter(FlowControlOptions options) : IRequestLimiter
{
    private readonly Slots reads = new(options.MaxRequestsInFlight);
    private readonly Slots writes = new(options.MaxMutatingRequestsInFlight);

    /// <inheritdoc/>
    public ValueTask<IDisposable?> EnterAsync(RequestContext request)
    {
        if (RequestDeadline.IsLongRunning(request.Info))
        {
            return default;
        }

        var slots = request.Info.Verb is "get" or "list" ? reads : writes;
        if (!slots.Enter() && !request.User.IsIn(UserInfo.MastersGroup))
        {
            slots.Dispose();
            throw Refusals.TooMany(1);
        }

        return new(slots);
    }

    /// <summary>Counts; disposing of it gives one back.</summary>
    private sealed class Slots(int limit) : IDisposable
    {
        private int taken;

        public bool Enter() => Interlocked.Increment(ref taken) <= limit || limit == 0;

        public void Dispose() => Interlocked.Decrement(ref taken);
    }
}

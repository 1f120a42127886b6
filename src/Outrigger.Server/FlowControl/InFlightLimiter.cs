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
            slots.Leave();
            throw Refusals.TooMany(1);
        }

        request.Seat = new Slot(slots);
        return new(request.Seat);
    }

    /// <summary>Counts.</summary>
    private sealed class Slots(int limit)
    {
        private int taken;

        public bool Enter() => Interlocked.Increment(ref taken) <= limit || limit == 0;

        public void Leave() => Interlocked.Decrement(ref taken);
    }

    /// <summary>One request's. A tunnel gives it back when it begins, and its request once more at the end.</summary>
    private sealed class Slot(Slots slots) : IDisposable
    {
        private Slots? held = slots;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Leave();
    }
}

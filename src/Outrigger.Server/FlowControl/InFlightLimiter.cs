using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>
/// Refuses with 429 what comes on top of the limits. Watches and other long requests do not count, and system:masters is never
/// refused, so that an operator can look at a server that is overrun.
/// </summary>
internal sealed class InFlightLimiter(InFlightLimits limits)
{
    private int reads;
    private int writes;

    /// <summary>Enters; dispose the slot when the request is done.</summary>
    public Slot Enter(RequestContext request)
    {
        var info = request.Info;
        if (!info.IsResource || RequestDeadline.IsLongRunning(info))
        {
            return default;
        }

        var write = info.Verb is not ("get" or "list");
        var limit = write ? limits.Writes : limits.Reads;
        var now = write ? Interlocked.Increment(ref writes) : Interlocked.Increment(ref reads);
        if (limit > 0 && now > limit && !request.User.IsIn(UserInfo.MastersGroup))
        {
            Leave(write);
            throw ApiErrors.TooManyRequests("too many requests, please try again later", 1);
        }

        return new Slot(this, write);
    }

    private void Leave(bool write)
    {
        if (write)
        {
            Interlocked.Decrement(ref writes);
        }
        else
        {
            Interlocked.Decrement(ref reads);
        }
    }

    /// <summary>A request that is under way.</summary>
    public readonly struct Slot(InFlightLimiter? owner, bool write) : IDisposable
    {
        public void Dispose() => owner?.Leave(write);
    }
}

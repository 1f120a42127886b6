using Microsoft.AspNetCore.Http;
using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.FlowControl.Work;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>API Priority and Fairness at the door: a request runs when its level has a seat for it, waits fairly, or is refused.</summary>
internal sealed class PriorityLimiter(FlowController controller, WorkEstimator estimator, TimeProvider clock) : IRequestLimiter
{
    private const string SchemaHeader = "X-Kubernetes-PF-FlowSchema-UID";
    private const string LevelHeader = "X-Kubernetes-PF-PriorityLevel-UID";

    /// <inheritdoc/>
    public ValueTask<IDisposable?> EnterAsync(RequestContext request)
    {
        var info = request.Info;
        var isWatch = info.Verb is "watch";
        if (!isWatch && RequestDeadline.IsLongRunning(info))
        {
            return default;
        }

        var route = controller.Current.Find(request.User, info);
        Stamp(request.Http.Response.Headers, route);
        var work = estimator.Estimate(info, route.Level.MostSeatsOfOne);
        var hash = route.Level.Spec.Queuing is null ? 0 : route.FlowOf(request.User, info);
        if (route.Level.Queues.Start(work, hash, route.Stats) is not { } ticket)
        {
            throw Refusals.TooMany(route.Level.Dropped.Add());
        }

        if (ticket.Decision is { } decision)
        {
            return WaitAsync(request, route, ticket, decision);
        }

        return new(Begin(request, ticket, isWatch));
    }

    private async ValueTask<IDisposable?> WaitAsync(RequestContext request, FlowRoute route, FlowTicket ticket, Task<bool> decision)
    {
        try
        {
            if (await DecideAsync(request, route.Level.Queues, ticket, decision).ConfigureAwait(false))
            {
                return Begin(request, ticket, request.Info.Verb is "watch");
            }
        }
        catch
        {
            // nobody else knows the ticket: its seats would be taken for ever
            route.Level.Queues.GiveUp(ticket);
            if (await decision.ConfigureAwait(false))
            {
                ticket.Dispose();
            }

            throw;
        }

        request.Http.RequestAborted.ThrowIfCancellationRequested();
        throw Refusals.TooMany(route.Level.Dropped.Add());
    }

    private async Task<bool> DecideAsync(RequestContext request, FairQueues queues, FlowTicket ticket, Task<bool> decision)
    {
        var limit = clock.CreateTimer(_ => queues.GiveUp(ticket), null, RequestDeadline.LongestWait(request.Info), Timeout.InfiniteTimeSpan);
        await using (limit.ConfigureAwait(false))
        {
            using var gone = request.Http.RequestAborted.UnsafeRegister(_ => queues.GiveUp(ticket), null);
            return await decision.ConfigureAwait(false);
        }
    }

    private IDisposable Begin(RequestContext request, FlowTicket ticket, bool isWatch)
    {
        request.Seat = ticket;
        return isWatch ? new WatchSeat(ticket, estimator.Watches.Enter(request.Info)) : ticket;
    }

    // the uid, not the name: a caller is not to learn how it is ranked
    private static void Stamp(IHeaderDictionary headers, FlowRoute route)
    {
        if (route.Schema.Uid.Length > 0)
        {
            headers[SchemaHeader] = route.Schema.Uid;
            headers[LevelHeader] = route.Level.Spec.Uid;
        }
    }

    /// <summary>A watch: its seat, which it gives back when it has begun, and its place among the watches, which it keeps.</summary>
    private sealed class WatchSeat(FlowTicket ticket, IDisposable watch) : IDisposable
    {
        public void Dispose()
        {
            ticket.Dispose();
            watch.Dispose();
        }
    }
}

using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Work;

/// <summary>
/// How many seats a request takes: one, but for lists (and watches that begin with one) a seat for each 100 objects that are looked at,
/// and for writes, after them, a seat for each 10 watches that are told. The figures are kube-apiserver's; what a list looks at is known here:
/// a page costs its page, a namespace its namespace.
/// </summary>
/// <param name="count">The objects of a resource, in the namespace of the request when it names one; null when they are not ours.</param>
/// <param name="watches">The watches that are open.</param>
internal sealed class WorkEstimator(Func<RequestInfo, long?> count, WatchTracker watches)
{
    private const int MostSeats = 10;
    private const double ObjectsPerSeat = 100;
    private const double WatchesPerSeat = 10;
    private static readonly TimeSpan TimePerEvent = TimeSpan.FromMilliseconds(5);

    public WatchTracker Watches => watches;

    /// <summary>Never more than <paramref name="mostSeats"/> seats.</summary>
    public WorkEstimate Estimate(RequestInfo info, int mostSeats) => info.Verb switch
    {
        "list" => List(info, mostSeats),
        "watch" => BeginsWithState(info) ? List(info, mostSeats) : new WorkEstimate(1),
        "create" or "update" or "patch" or "delete" => Write(info, mostSeats),
        _ => new WorkEstimate(1),
    };

    private static bool BeginsWithState(RequestInfo info) =>
        info.Query.First("sendInitialEvents") is "true" or "1" || info.Query.Text("resourceVersion") is "" or "0";

    private WorkEstimate List(RequestInfo info, int mostSeats)
    {
        if (info.Name.Length > 0 || count(info) is not { } objects)
        {
            return new WorkEstimate(1);
        }

        var selects = info.Query.Text("labelSelector").Length > 0 || info.Query.Text("fieldSelector").Length > 0;
        if (!selects && long.TryParse(info.Query.Text("limit"), out var limit) && limit > 0)
        {
            objects = Math.Min(objects, limit);
        }

        return new WorkEstimate((int)Math.Clamp(Math.Ceiling(objects / ObjectsPerSeat), 1, Math.Clamp(mostSeats, 1, MostSeats)));
    }

    private WorkEstimate Write(RequestInfo info, int mostSeats)
    {
        if (!info.IsResource || info is { Resource: "serviceaccounts", Subresource: "token" })
        {
            return new WorkEstimate(1);
        }

        var interested = watches.Interested(info);
        if (interested < WatchesPerSeat)
        {
            return new WorkEstimate(1);
        }

        // the work is the same; where it would be too wide it takes longer instead
        var wide = Math.Ceiling(interested / WatchesPerSeat);
        var seats = (int)Math.Min(wide, Math.Clamp(mostSeats, 1, MostSeats));
        return new WorkEstimate(1, seats, TimePerEvent * (wide / seats));
    }
}

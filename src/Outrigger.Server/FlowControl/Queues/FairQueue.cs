namespace Outrigger.Server.FlowControl.Queues;

/// <summary>One queue of a set; everything under the set's lock.</summary>
internal sealed class FairQueue
{
    /// <summary>The requests that wait, oldest first.</summary>
    public LinkedList<FlowTicket> Waiting { get; } = new();

    public int Executing { get; set; }

    public int SeatsInUse { get; set; }

    /// <summary>The work of those that wait, in seat-seconds.</summary>
    public double WaitingWork { get; set; }

    /// <summary>The reading of the progress meter at which the queue's next request would start, were every queue served at once and evenly.</summary>
    public double NextDispatch { get; set; }

    /// <summary>Whether it has requests; idle ones do not share in the progress.</summary>
    public bool IsActive => Waiting.Count > 0 || Executing > 0;

    /// <summary>No queue may save up time in which it had nothing to do.</summary>
    public void BoundNextDispatch()
    {
        if (Waiting.First is { } oldest && NextDispatch < oldest.Value.Arrival)
        {
            NextDispatch = oldest.Value.Arrival;
        }
    }
}

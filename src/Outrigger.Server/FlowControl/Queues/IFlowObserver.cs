namespace Outrigger.Server.FlowControl.Queues;

/// <summary>Told what becomes of the requests of one flow schema in one level; called under the lock of the level.</summary>
internal interface IFlowObserver
{
    /// <summary>It waits in a queue of so many.</summary>
    void Queued(int seats, int length);

    /// <summary>It waits no more.</summary>
    void Dequeued(int seats);

    /// <summary>It runs, after a wait.</summary>
    void Started(int seats, TimeSpan waited);

    /// <summary>It is done.</summary>
    void Ended(int seats, TimeSpan took);

    /// <summary>It is refused, after a wait.</summary>
    void Refused(FlowRefusal reason, TimeSpan waited);
}

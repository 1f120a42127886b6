namespace Outrigger.Server.FlowControl.Queues;

/// <summary>A request in a set of queues: waiting, running, or done. Dispose of it when the request is done; a second time does nothing.</summary>
internal sealed class FlowTicket(FairQueues owner, IFlowObserver observer, WorkEstimate work, double estimate) : IDisposable
{
    private TaskCompletionSource<bool>? decision;
    private int done;

    /// <summary>Who is told of what becomes of it.</summary>
    public IFlowObserver Observer { get; } = observer;

    public WorkEstimate Work { get; } = work;

    /// <summary>Its work in seat-seconds, as long as the time that it takes is not known.</summary>
    public double Estimate { get; } = estimate;

    /// <summary>The queue that it came through; null where there are none.</summary>
    public FairQueue? Queue { get; init; }

    /// <summary>The reading of the progress meter when it came.</summary>
    public required double Arrival { get; set; }

    /// <summary>The clock's reading when it began to wait, then when it began to run.</summary>
    public long Started { get; set; }

    /// <summary>Its place in the queue while it waits.</summary>
    public LinkedListNode<FlowTicket>? Place { get; set; }

    /// <summary>Ends with true when it may run, with false when it waited for too long; null when it runs already.</summary>
    public Task<bool>? Decision => decision?.Task;

    public void Wait() => decision = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Decide(bool run) => decision?.TrySetResult(run);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref done, 1) == 0)
        {
            owner.Finish(this);
        }
    }
}

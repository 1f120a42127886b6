namespace Outrigger.Server.FlowControl;

/// <summary>How requests are held back when there are too many; flags with kube-apiserver's names.</summary>
public sealed record FlowControlOptions
{
    /// <summary>
    /// <c>--enable-priority-and-fairness</c>: whether priority levels and fair queues share the sum of the two limits; else each limit is for
    /// itself, and what is beyond it is refused.
    /// </summary>
    public bool EnablePriorityAndFairness { get; init; } = true;

    /// <summary><c>--max-requests-inflight</c>: gets and lists. 0 is no limit, without priority and fairness.</summary>
    public int MaxRequestsInFlight { get; init; } = 400;

    /// <summary><c>--max-mutating-requests-inflight</c>: everything that changes something.</summary>
    public int MaxMutatingRequestsInFlight { get; init; } = 200;
}

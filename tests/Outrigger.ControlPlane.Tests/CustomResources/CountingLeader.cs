using Outrigger.Server.Leading;

namespace Outrigger.ControlPlane.Tests.CustomResources;

/// <summary>Counts how often somebody asks who leads.</summary>
internal sealed class CountingLeader(bool isLeading) : ILeadership
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public bool IsLeading
    {
        get
        {
            Interlocked.Increment(ref count);
            return isLeading;
        }
    }

    public Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        isLeading ? work(cancellationToken) : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}

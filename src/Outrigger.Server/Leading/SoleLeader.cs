namespace Outrigger.Server.Leading;

/// <summary>The only server of its store.</summary>
public sealed class SoleLeader : ILeadership
{
    /// <inheritdoc/>
    public bool IsLeading => true;

    /// <inheritdoc/>
    public Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => work(cancellationToken);
}

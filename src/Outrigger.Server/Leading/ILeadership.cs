namespace Outrigger.Server.Leading;

/// <summary>Which of the servers of one store does what only one of them may do: controllers.</summary>
public interface ILeadership
{
    /// <summary>Whether it is this one, by the clock of this moment: to be asked right before a write.</summary>
    bool IsLeading { get; }

    /// <summary>
    /// Runs the work whenever this server leads, until it is cancelled. The work's token ends when the lead is lost; the work begins anew
    /// when it comes back.
    /// </summary>
    Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken);
}

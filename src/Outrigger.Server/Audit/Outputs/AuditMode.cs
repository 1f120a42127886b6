namespace Outrigger.Server.Audit.Outputs;

/// <summary>How a request and its events wait for each other.</summary>
public enum AuditMode
{
    /// <summary>Not at all: events wait in a queue; what does not fit is counted and lost.</summary>
    Batch,

    /// <summary>The request waits until its event is written; a failure is counted.</summary>
    Blocking,

    /// <summary>As <see cref="Blocking"/>, and a request whose RequestReceived event cannot be written is refused with 500.</summary>
    BlockingStrict,
}

namespace Outrigger.Server.Audit.Policies;

/// <summary>Moments of a request at which events are made (audit.k8s.io/v1 Stage), as a set.</summary>
[Flags]
public enum AuditStages
{
    None = 0,

    /// <summary>The caller is known, nothing is done yet.</summary>
    RequestReceived = 1,

    /// <summary>The head of the answer is sent; for watches and tunnels, and for callers that are not known.</summary>
    ResponseStarted = 2,

    /// <summary>The answer is complete.</summary>
    ResponseComplete = 4,

    /// <summary>The server itself failed.</summary>
    Panic = 8,
}

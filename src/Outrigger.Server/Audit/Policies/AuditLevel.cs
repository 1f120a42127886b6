namespace Outrigger.Server.Audit.Policies;

/// <summary>How much of a request is recorded (audit.k8s.io/v1 Level). Each holds what the one before it holds.</summary>
public enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who, what, when, and how it ended.</summary>
    Metadata,

    /// <summary>The object in the request besides.</summary>
    Request,

    /// <summary>The object in the answer besides.</summary>
    RequestResponse,
}

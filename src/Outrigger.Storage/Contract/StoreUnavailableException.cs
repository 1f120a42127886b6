namespace Outrigger.Storage.Contract;

/// <summary>The store cannot answer now.</summary>
/// <param name="message">The cause and, where there is one, the fix: for the operator's log.</param>
/// <param name="outcomeUnknown">A write may or may not have become durable.</param>
/// <param name="cause">The error of the engine below.</param>
public sealed class StoreUnavailableException(string message, bool outcomeUnknown, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether a write may or may not have become durable.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;

    /// <summary>The disk is full: nothing was written, and trying again helps only after somebody made space.</summary>
    public bool OutOfSpace { get; init; }
}

namespace Outrigger.ApiMachinery.Errors;

/// <summary>A request was refused: the one exception that reaches the client as a <see cref="Errors.Status"/>.</summary>
public sealed class StatusException(Status status, Exception? cause = null) : Exception(status.Message, cause)
{
    /// <summary>What the client is told.</summary>
    public Status Status { get; } = status;
}

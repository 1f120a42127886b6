namespace Outrigger.Server.Reviewing;

/// <summary>A review that was not answered as it should be. The message is for the operator: it holds no token and nothing of an answer's body.</summary>
public sealed class ReviewException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the time was over.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>Whether the same question may be answered in a moment.</summary>
    public bool MayPass { get; init; }
}

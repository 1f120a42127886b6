namespace Outrigger.Storage.Contract;

/// <summary>The outcome of a commit: all of it, or nothing.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>Every write is durable and has this revision.</summary>
    public sealed record Committed(long Revision) : CommitResult;

    /// <summary>A version check failed; nothing was written.</summary>
    /// <param name="Key">The first key whose check failed.</param>
    /// <param name="Current">What the key holds; null when it does not exist.</param>
    public sealed record Conflict(string Key, StoreRecord? Current) : CommitResult;
}

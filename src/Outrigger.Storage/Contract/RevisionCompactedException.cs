namespace Outrigger.Storage.Contract;

/// <summary>A read or watch asked for a revision whose history is gone.</summary>
public sealed class RevisionCompactedException(long requested, long oldest)
    : Exception($"revision {requested} is compacted, the oldest is {oldest}")
{
    /// <summary>The revision that was asked for.</summary>
    public long Requested { get; } = requested;

    /// <summary>The oldest revision that can be read.</summary>
    public long Oldest { get; } = oldest;
}

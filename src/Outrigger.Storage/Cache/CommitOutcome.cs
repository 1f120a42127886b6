using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>The outcome of a commit of objects: all of it, or nothing.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Durable, and applied to the cache: every read from now on sees it.</summary>
    /// <param name="Revision">The commit's revision.</param>
    /// <param name="Objects">One for each write: the object under its new revision; for a deletion its last state.</param>
    public sealed record Committed(long Revision, IReadOnlyList<StoredObject> Objects) : CommitOutcome
    {
        /// <summary>The object of a commit of one.</summary>
        public StoredObject Object => Objects[0];
    }

    /// <summary>A version check failed; nothing was written.</summary>
    /// <param name="Key">The first key whose check failed.</param>
    /// <param name="Current">What the key holds; null when it does not exist.</param>
    public sealed record Conflict(string Key, StoredObject? Current) : CommitOutcome;
}

namespace Outrigger.Storage.Contract;

/// <summary>One key's change. Events arrive in revision order; those of one commit share its revision.</summary>
/// <param name="Key">The changed key; empty when nothing changed up to this revision that a feed shows (see <see cref="Progress"/>).</param>
/// <param name="Value">The new bytes; null when the key was deleted.</param>
/// <param name="Revision">The commit's revision.</param>
public readonly record struct StoreEvent(string Key, ReadOnlyMemory<byte>? Value, long Revision)
{
    /// <summary>Whether it only says how far the feed is.</summary>
    public bool IsProgress => Key.Length == 0;

    /// <summary>
    /// Says that nothing is missing up to a revision, in a store whose revision grows by more than its own commits. Feeds of everything
    /// get these, feeds of a prefix do not.
    /// </summary>
    public static StoreEvent Progress(long revision) => new("", null, revision);
}

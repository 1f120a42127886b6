namespace Outrigger.Storage.Objects;

/// <summary>Where things are in the JSON of a stored object; offsets from its first byte.</summary>
internal struct StoredLayout
{
    /// <summary>The opening brace of metadata's value.</summary>
    public int MetadataStart;

    /// <summary>After its closing brace.</summary>
    public int MetadataEnd;

    /// <summary>Where the resourceVersion goes.</summary>
    public int Slot;

    /// <summary>Whether something stands before the slot within metadata (a comma goes first).</summary>
    public bool CommaBefore;

    /// <summary>Whether the slot is first and something follows (a comma goes last).</summary>
    public bool CommaAfter;

    public int UidStart;

    public int UidLength;
}

namespace Outrigger.Storage.Trees;

/// <summary>Where an item of a tree stands: its key is part of the item.</summary>
internal interface ITreeOrder<in T>
{
    /// <summary>Negative, zero or positive as <paramref name="key"/> sorts before, with or after the item's key.</summary>
    static abstract int Compare(ReadOnlySpan<char> key, T item);
}

namespace Outrigger.Storage.Trees;

/// <summary>Where an item of a tree stands: its key is part of the item.</summary>
internal interface ITreeOrder<in T>
{
    /// <summary>Negative, zero or positive as <paramref name="key"/> sorts before, with or after the item's key.</summary>
    static abstract int Compare(ReadOnlySpan<char> key, T item);

    /// <summary>A hash of a key, the same that <see cref="Hash(T)"/> gives for the item with this key.</summary>
    static abstract int Hash(ReadOnlySpan<char> key);

    /// <summary>The hash of the item's key.</summary>
    static abstract int Hash(T item);
}

using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Cache;

/// <summary>Keys within a resource.</summary>
internal static class ObjectKeys
{
    /// <summary>What follows the resource's prefix. Throws for a key of another resource.</summary>
    public static ReadOnlySpan<char> Rest(string prefix, string key) => key.StartsWith(prefix, StringComparison.Ordinal)
        ? key.AsSpan(prefix.Length)
        : throw new ArgumentException($"the key {key} does not start with {prefix}", nameof(key));

    /// <summary>The key of an object without its resource's prefix.</summary>
    public static string Rest(StoredObject item) =>
        item.Namespace.Length == 0 ? item.Name : string.Concat(item.Namespace, "/", item.Name);

    /// <summary>Whether the rest of a key is that of this object: the tree relies on it.</summary>
    public static bool Names(ReadOnlySpan<char> rest, StoredObject item) => ObjectOrder.Compare(rest, item) == 0;

    /// <summary>The length of <c>GROUP/RESOURCE/</c> at the start of a key; 0 when it has no such start.</summary>
    public static int PrefixLength(ReadOnlySpan<char> key)
    {
        var first = key.IndexOf('/');
        var second = first < 0 ? -1 : key[(first + 1)..].IndexOf('/');
        return second < 0 ? 0 : first + second + 2;
    }
}

namespace Outrigger.Storage.Contract;

/// <summary>The order of keys: ordinal by their UTF-8 bytes, as SQLite and etcd sort them.</summary>
public static class KeyOrder
{
    /// <summary>The order as a comparer.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(static (a, b) => Compare(a, b));

    /// <summary>Negative, zero or positive as <paramref name="a"/> sorts before, with or after <paramref name="b"/>.</summary>
    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var same = a.CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length - b.Length : Compare(a[same], b[same]);
    }

    /// <summary>Compares two code units of UTF-16 as their UTF-8 forms sort: surrogates come after all others.</summary>
    public static int Compare(char a, char b) => Weight(a) - Weight(b);

    private static int Weight(char c) => c switch
    {
        < '\uD800' => c,
        >= '\uE000' => c - 0x800,
        _ => c + 0x2000,
    };
}

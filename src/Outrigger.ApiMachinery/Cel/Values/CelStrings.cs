using System.Buffers;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Texts as expressions count them: in Unicode code points, ordered by them.</summary>
internal static class CelStrings
{
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>Whether every code point is one UTF-16 unit, as in nearly all texts.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAny(Surrogates);

    /// <summary>The number of code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAny(Surrogates) is >= 0 and var at;)
        {
            var isPair = char.IsHighSurrogate(rest[at]) && at + 1 < rest.Length && char.IsLowSurrogate(rest[at + 1]);
            length -= isPair ? 1 : 0;
            rest = rest[(at + (isPair ? 2 : 1))..];
        }

        return length;
    }

    /// <summary>The place of a code point in UTF-16 units; <paramref name="index"/> is at most the length in code points.</summary>
    public static int Offset(string text, int index)
    {
        if (IsPlain(text))
        {
            return index;
        }

        var at = 0;
        for (var i = 0; i < index; i++)
        {
            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
        }

        return at;
    }

    /// <summary>How many code points stand before a place in UTF-16 units.</summary>
    public static int Index(string text, int offset) => IsPlain(text.AsSpan(0, offset)) ? offset : Length(text[..offset]);

    /// <summary>Order by code points, which is that of UTF-8 bytes.</summary>
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        // Surrogates stand for code points above all others, but below some others as units.
        var (x, y) = (a[common], b[common]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}

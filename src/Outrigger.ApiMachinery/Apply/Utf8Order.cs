namespace Outrigger.ApiMachinery.Apply;

/// <summary>The order of strings by their UTF-8 bytes, as Go compares them; UTF-16 differs where surrogates stand.</summary>
internal static class Utf8Order
{
    private const char FirstSurrogate = '\uD800';
    private const char LastSurrogate = '\uDFFF';

    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        return Rank(a[common]).CompareTo(Rank(b[common]));
    }

    // Surrogates stand for what comes after all other characters.
    private static int Rank(char unit) => unit is >= FirstSurrogate and <= LastSurrogate ? unit + 0x10000 : unit;
}

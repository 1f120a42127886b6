namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Orders keys as go-yaml does: runs of digits by their number, letters behind everything else.</summary>
internal sealed class YamlKeyComparer : IComparer<string>
{
    public static YamlKeyComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x ?? "";
        var b = y ?? "";
        var at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var isLetter = char.IsLetter(a[at]);
        if (isLetter != char.IsLetter(b[at]))
        {
            return isLetter ? 1 : -1;
        }

        if (isLetter)
        {
            return a[at].CompareTo(b[at]);
        }

        var (left, leftLength) = Number(a, at);
        var (right, rightLength) = Number(b, at);
        if (left != right)
        {
            return left.CompareTo(right);
        }

        return leftLength != rightLength ? leftLength.CompareTo(rightLength) : a[at].CompareTo(b[at]);
    }

    // Where one number goes on with a nought, what stood before it decides whether the nought counts.
    private static (long Number, int Length) Number(string text, int at)
    {
        var number = 0L;
        for (var i = at - 1; i >= 0 && char.IsAsciiDigit(text[i]); i--)
        {
            if (text[i] != '0')
            {
                number = 1;
                break;
            }
        }

        var length = 0;
        while (at + length < text.Length && char.IsAsciiDigit(text[at + length]))
        {
            number = unchecked((number * 10) + text[at + length] - '0');
            length++;
        }

        return (number, length);
    }
}

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Numbers: <c>1</c>, <c>0x1F</c>, <c>1u</c>, <c>1.5</c>, <c>1e-3</c>, <c>.5</c>.</summary>
internal static class NumberTokens
{
    public static (TokenKind Kind, int Length) Match(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && char.IsAsciiHexDigit(text[2]))
        {
            var hex = 2;
            while (hex < text.Length && char.IsAsciiHexDigit(text[hex]))
            {
                hex++;
            }

            return Suffixed(text, hex);
        }

        var length = Digits(text, 0);
        var isFloat = false;
        if (length + 1 < text.Length && text[length] == '.' && char.IsAsciiDigit(text[length + 1]))
        {
            length = Digits(text, length + 1);
            isFloat = true;
        }

        if (Exponent(text, length) is > 0 and var end)
        {
            length = end;
            isFloat = true;
        }

        return isFloat ? (TokenKind.Float, length) : Suffixed(text, length);
    }

    private static (TokenKind Kind, int Length) Suffixed(ReadOnlySpan<char> text, int length) =>
        length < text.Length && text[length] is 'u' or 'U' ? (TokenKind.Uint, length + 1) : (TokenKind.Int, length);

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int Exponent(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
        {
            return 0;
        }

        at += at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
        return at < text.Length && char.IsAsciiDigit(text[at]) ? Digits(text, at) : 0;
    }
}

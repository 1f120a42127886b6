namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Texts and bytes: <c>'a'</c>, <c>"a"</c>, <c>'''a'''</c>, <c>r'\d'</c>, <c>b'a'</c>, <c>br"""\d"""</c>.</summary>
internal static class TextTokens
{
    /// <summary>Whether the text begins with a quote, or with the letters that may stand before one.</summary>
    public static bool Begins(ReadOnlySpan<char> text) => Prefix(text) >= 0;

    /// <summary>The length of the token; below zero when it does not end.</summary>
    public static (TokenKind Kind, int Length) Match(ReadOnlySpan<char> text)
    {
        var prefix = Prefix(text);
        var isRaw = text[..prefix].IndexOfAny('r', 'R') >= 0;
        var kind = prefix > 0 && text[0] is 'b' or 'B' ? TokenKind.Bytes : TokenKind.String;
        var quote = text[prefix];
        Span<char> three = [quote, quote, quote];
        var isLong = text[prefix..].StartsWith(three);
        var end = End(text, prefix + (isLong ? 3 : 1), isLong ? three : three[..1], isRaw);

        // Two quotes are an empty text, whatever comes behind a third one.
        return isLong && end < 0 ? (kind, prefix + 2) : (kind, end);
    }

    private static int Prefix(ReadOnlySpan<char> text)
    {
        var at = text[0] is 'b' or 'B' ? 1 : 0;
        at += at < text.Length && text[at] is 'r' or 'R' ? 1 : 0;
        return at < text.Length && text[at] is '\'' or '"' ? at : -1;
    }

    private static int End(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> quotes, bool isRaw)
    {
        while (at < text.Length)
        {
            if (text[at..].StartsWith(quotes))
            {
                return at + quotes.Length;
            }

            if (quotes.Length == 1 && text[at] is '\n' or '\r')
            {
                return -at;
            }

            if (text[at] != '\\' || isRaw)
            {
                at++;
                continue;
            }

            var length = TextEscapes.Length(text[at..]);
            if (length < 0)
            {
                return -(at - length);
            }

            at += length;
        }

        return -at;
    }
}

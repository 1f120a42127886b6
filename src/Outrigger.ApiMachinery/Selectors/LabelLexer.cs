namespace Outrigger.ApiMachinery.Selectors;

/// <summary>Cuts a label selector's text into tokens; the last is always <see cref="LabelTokenKind.End"/>.</summary>
internal static class LabelLexer
{
    private const string Blanks = " \t\r\n\0";
    private const string Breaks = "=!(),><" + Blanks;

    public static List<LabelToken> Scan(string text)
    {
        var tokens = new List<LabelToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && Blanks.Contains(text[at], StringComparison.Ordinal))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new(LabelTokenKind.End, ""));
                return tokens;
            }

            var token = Next(text.AsSpan(at));
            tokens.Add(token);
            at += token.Text.Length;
        }
    }

    private static LabelToken Next(ReadOnlySpan<char> rest) => rest switch
    {
        ['=', '=', ..] => new(LabelTokenKind.DoubleEqual, "=="),
        ['!', '=', ..] => new(LabelTokenKind.NotEqual, "!="),
        ['=', ..] => new(LabelTokenKind.Equal, "="),
        ['!', ..] => new(LabelTokenKind.Not, "!"),
        ['(', ..] => new(LabelTokenKind.Open, "("),
        [')', ..] => new(LabelTokenKind.Close, ")"),
        [',', ..] => new(LabelTokenKind.Comma, ","),
        ['>', ..] => new(LabelTokenKind.Greater, ">"),
        ['<', ..] => new(LabelTokenKind.Less, "<"),
        _ => Word(rest),
    };

    private static LabelToken Word(ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAny(Breaks);
        var word = (length < 0 ? rest : rest[..length]).ToString();
        return word switch
        {
            "in" => new(LabelTokenKind.In, word),
            "notin" => new(LabelTokenKind.NotIn, word),
            _ => new(LabelTokenKind.Word, word),
        };
    }
}

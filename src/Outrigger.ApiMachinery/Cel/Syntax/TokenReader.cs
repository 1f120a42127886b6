namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// Goes over the tokens of a text. Where a token is missing or one too many, the next one decides which, as in parsers that ANTLR makes: cel-go
/// has such a one, and clients know its messages.
/// </summary>
internal sealed class TokenReader(string text, CelIssues issues)
{
    private readonly List<Token> tokens = new Lexer(text, issues).ReadAll();
    private int at;

    public Token Current => tokens[at];

    public TokenKind Kind => tokens[at].Kind;

    public TokenKind NextKind => Peek(1);

    public string TextOf(Token token) => text[token.Start..token.End];

    /// <summary>The kind of a token further on; End behind the last.</summary>
    public TokenKind Peek(int distance) => tokens[Math.Min(at + distance, tokens.Count - 1)].Kind;

    public Token Take()
    {
        var token = tokens[at];
        at = Math.Min(at + 1, tokens.Count - 1);
        return token;
    }

    public bool TryTake(TokenKind kind, out Token token)
    {
        token = Current;
        if (Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes a token of a kind. <paramref name="follows"/> are those that may come behind it.</summary>
    public Token Match(TokenKind kind, TokenSet follows)
    {
        if (TryTake(kind, out var token))
        {
            return token;
        }

        if (NextKind == kind)
        {
            Extraneous(TokenSet.Of(kind));
            return Take();
        }

        if (follows.Contains(Kind))
        {
            Tell($"missing {TokenSet.Of(kind)} at {Shown(Current)}");
            return Current;
        }

        throw Mismatch(TokenSet.Of(kind));
    }

    /// <summary>Makes sure that one of some tokens comes; one that stands too much before it is told and passed over.</summary>
    public void Expect(TokenSet expected)
    {
        if (expected.Contains(Kind))
        {
            return;
        }

        if (Kind != TokenKind.End && expected.Contains(NextKind))
        {
            Extraneous(expected);
            return;
        }

        throw Mismatch(expected);
    }

    /// <summary>Tells of a token that stands where none can, and passes over it.</summary>
    public void Extraneous(TokenSet expected)
    {
        Tell($"extraneous input {Shown(Current)} expecting {expected}");
        Take();
    }

    public SyntaxException Mismatch(TokenSet expected)
    {
        Tell($"mismatched input {Shown(Current)} expecting {expected}");
        return new SyntaxException();
    }

    /// <summary>Tells that the tokens from one on to another, so many further, make no sense.</summary>
    public SyntaxException NoAlternative(int start, int distance)
    {
        var last = tokens[Math.Min(at + distance, tokens.Count - 1)];
        var word = text[last.Start..last.End];
        issues.Add(last.Start, last.Kind is TokenKind.True or TokenKind.False or TokenKind.Null && text[start..last.Start] is "."
            ? $"Syntax error: mismatched input '{word}' expecting IDENTIFIER"
            : $"Syntax error: no viable alternative at input '{Escaped(text[start..last.End].TrimEnd())}'");
        return new SyntaxException();
    }

    private void Tell(string message) => issues.Add(Current.Start, $"Syntax error: {message}");

    private string Shown(Token token) => token.Kind == TokenKind.End ? "'<EOF>'" : $"'{Escaped(TextOf(token))}'";

    private static string Escaped(string text) => text.Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}

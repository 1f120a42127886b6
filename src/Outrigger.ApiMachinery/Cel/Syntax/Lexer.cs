using System.Buffers;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// Cuts an expression into tokens. What is none is told and passed over: the characters that could have begun one, and the one that shows
/// that they do not.
/// </summary>
internal sealed class Lexer(string text, CelIssues issues)
{
    private static readonly SearchValues<char> Word =
        SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly (string Text, TokenKind Kind)[] Signs =
    [
        ("==", TokenKind.Equals), ("!=", TokenKind.NotEquals), ("<=", TokenKind.LessEquals), (">=", TokenKind.GreaterEquals),
        ("&&", TokenKind.And), ("||", TokenKind.Or), ("<", TokenKind.Less), (">", TokenKind.Greater), ("[", TokenKind.LeftBracket),
        ("]", TokenKind.RightBracket), ("{", TokenKind.LeftBrace), ("}", TokenKind.RightBrace), ("(", TokenKind.LeftParen),
        (")", TokenKind.RightParen), (".", TokenKind.Dot), (",", TokenKind.Comma), ("-", TokenKind.Minus), ("!", TokenKind.Not),
        ("?", TokenKind.Question), (":", TokenKind.Colon), ("+", TokenKind.Plus), ("*", TokenKind.Star), ("/", TokenKind.Slash),
        ("%", TokenKind.Percent),
    ];

    private int at;

    /// <summary>All tokens, with one of the kind End behind the last.</summary>
    public List<Token> ReadAll()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            if (at == text.Length)
            {
                tokens.Add(new Token(TokenKind.End, at, at));
                return tokens;
            }

            var (kind, length) = Next();
            if (length > 0)
            {
                tokens.Add(new Token(kind, at, at + length));
                at += length;
            }
            else
            {
                Refuse(-length);
            }
        }
    }

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                at++;
            }
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    // Lengths below zero: so many characters are like the beginning of a token, and then it is none.
    private (TokenKind Kind, int Length) Next()
    {
        var rest = text.AsSpan(at);
        var first = rest[0];
        if (char.IsAsciiDigit(first) || (first == '.' && rest.Length > 1 && char.IsAsciiDigit(rest[1])))
        {
            return NumberTokens.Match(rest);
        }

        if (TextTokens.Begins(rest))
        {
            return TextTokens.Match(rest);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var length = rest.IndexOfAnyExcept(Word) is >= 0 and var end ? end : rest.Length;
            return (KindOf(rest[..length]), length);
        }

        if (first == '`')
        {
            return (TokenKind.EscapedIdentifier, Escaped(rest));
        }

        foreach (var (sign, kind) in Signs)
        {
            if (rest.StartsWith(sign, StringComparison.Ordinal))
            {
                return (kind, sign.Length);
            }
        }

        return (TokenKind.End, first is '=' or '&' or '|' ? -1 : 0);
    }

    private static TokenKind KindOf(ReadOnlySpan<char> word) => word switch
    {
        "in" => TokenKind.In,
        "true" => TokenKind.True,
        "false" => TokenKind.False,
        "null" => TokenKind.Null,
        _ => TokenKind.Identifier,
    };

    private static int Escaped(ReadOnlySpan<char> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '`' && i > 1)
            {
                return i + 1;
            }

            if (!Word.Contains(rest[i]) && rest[i] is not ('.' or '-' or '/' or ' '))
            {
                return -i;
            }
        }

        return -rest.Length;
    }

    private void Refuse(int likely)
    {
        var end = at + likely;
        if (end < text.Length)
        {
            end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
        }

        var found = text[at..end].Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
        issues.Add(at, $"Syntax error: token recognition error at: '{found}'");
        at = end;
    }
}

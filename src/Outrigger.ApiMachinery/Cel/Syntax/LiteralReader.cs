using System.Globalization;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Reads values that stand in the text.</summary>
internal static class LiteralReader
{
    public static LiteralExpr Read(TokenReader tokens, CelIssues issues)
    {
        var start = tokens.Current.Start;
        var isNegative = tokens.Kind == TokenKind.Minus;
        if (isNegative && tokens.NextKind is not (TokenKind.Int or TokenKind.Float))
        {
            throw tokens.NoAlternative(start, 1);
        }

        if (isNegative)
        {
            tokens.Take();
        }

        var token = tokens.Take();
        var value = Value(token.Kind, tokens.TextOf(token), isNegative, out var error);
        if (error is not null)
        {
            issues.Add(start, error);
        }

        return new LiteralExpr(start, value);
    }

    private static CelValue Value(TokenKind kind, string text, bool isNegative, out string? error)
    {
        error = null;
        switch (kind)
        {
            case TokenKind.True:
                return CelValue.True;
            case TokenKind.False:
                return CelValue.False;
            case TokenKind.Int:
                return Int(text, isNegative, out error);
            case TokenKind.Uint:
                error = Magnitude(text[..^1]) is null ? "invalid uint literal" : null;
                return CelValue.FromUint(Magnitude(text[..^1]) ?? 0);
            case TokenKind.Float:
                var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                error = double.IsFinite(number) ? null : "invalid double literal";
                return CelValue.FromDouble(isNegative ? -number : number);
            case TokenKind.String:
                var read = TextEscapes.Unquote(text, out var fault);
                error = read is null ? fault : null;
                return CelValue.FromString(read ?? text);
            case TokenKind.Bytes:
                var bytes = TextEscapes.UnquoteBytes(text, out var wrong);
                error = bytes is null ? wrong : null;
                return CelValue.FromBytes(bytes ?? []);
            default:
                return CelValue.Null;
        }
    }

    private static CelValue Int(string text, bool isNegative, out string? error)
    {
        error = null;
        var size = Magnitude(text);
        if (size is null || size > (isNegative ? 1UL << 63 : long.MaxValue))
        {
            error = "invalid int literal";
            return default;
        }

        return CelValue.FromInt(isNegative ? unchecked(-(long)size.Value) : (long)size.Value);
    }

    private static ulong? Magnitude(string text)
    {
        var isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return ulong.TryParse(
            isHex ? text.AsSpan(2) : text,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number) ? number : null;
    }
}

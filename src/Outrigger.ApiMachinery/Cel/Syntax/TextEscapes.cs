using System.Globalization;
using System.Text;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>What stands behind a backslash in a text.</summary>
internal static class TextEscapes
{
    private const string Plain = "abfnrtv\\'\"`?";
    private const string Meanings = "\a\b\f\n\r\t\v\\'\"`?";

    /// <summary>The length of the escape that a text begins with; below zero, so many characters are like one and then it is none.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return -text.Length;
        }

        return text[1] switch
        {
            'x' or 'X' => Digits(text, 2, 2, char.IsAsciiHexDigit),
            'u' => Digits(text, 2, 4, char.IsAsciiHexDigit),
            'U' => Digits(text, 2, 8, char.IsAsciiHexDigit),
            >= '0' and <= '3' => Digits(text, 2, 2, c => c is >= '0' and <= '7'),
            var c when Plain.Contains(c, StringComparison.Ordinal) => 2,
            _ => -1,
        };
    }

    /// <summary>The text of a token with its quotes. Null, and a message, when an escape means nothing.</summary>
    public static string? Unquote(ReadOnlySpan<char> token, out string error)
    {
        error = "";
        var content = Content(token, out var isRaw);
        if (isRaw || content.IndexOf('\\') < 0)
        {
            return Normalized(content);
        }

        var source = Normalized(content).AsSpan();
        var text = new StringBuilder(source.Length);
        while (!source.IsEmpty)
        {
            if (source[0] != '\\')
            {
                text.Append(source[0]);
                source = source[1..];
                continue;
            }

            var length = Length(source);
            if (length < 0)
            {
                error = "unable to unescape string";
                return null;
            }

            if (!Append(text, source[..length]))
            {
                error = "invalid unicode code point";
                return null;
            }

            source = source[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a token with its quotes. Null, and a message, when an escape means nothing.</summary>
    public static byte[]? UnquoteBytes(ReadOnlySpan<char> token, out string error)
    {
        error = "";
        var source = Normalized(Content(token[1..], out var isRaw)).AsSpan();
        var bytes = new List<byte>(source.Length);
        while (!source.IsEmpty)
        {
            if (source[0] != '\\' || isRaw)
            {
                var end = isRaw ? source.Length : source.IndexOf('\\') is >= 0 and var next ? next : source.Length;
                bytes.AddRange(Encoding.UTF8.GetBytes(source[..end].ToString()));
                source = source[end..];
                continue;
            }

            var length = Length(source);
            if (length < 0 || source[1] is 'u' or 'U')
            {
                error = "unable to unescape string";
                return null;
            }

            bytes.Add((byte)CodePoint(source[..length]));
            source = source[length..];
        }

        return [.. bytes];
    }

    private static int Digits(ReadOnlySpan<char> text, int at, int count, Func<char, bool> isDigit)
    {
        for (var i = 0; i < count; i++)
        {
            if (at + i >= text.Length || !isDigit(text[at + i]))
            {
                return -(at + i);
            }
        }

        return at + count;
    }

    private static bool Append(StringBuilder text, ReadOnlySpan<char> escape)
    {
        if (!Rune.TryCreate(CodePoint(escape), out var rune))
        {
            return false;
        }

        text.Append(rune.ToString());
        return true;
    }

    private static uint CodePoint(ReadOnlySpan<char> escape) => escape[1] switch
    {
        'x' or 'X' or 'u' or 'U' => uint.Parse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        >= '0' and <= '3' => (uint)(((escape[1] - '0') * 64) + ((escape[2] - '0') * 8) + (escape[3] - '0')),
        var c => Meanings[Plain.IndexOf(c, StringComparison.Ordinal)],
    };

    private static ReadOnlySpan<char> Content(ReadOnlySpan<char> token, out bool isRaw)
    {
        isRaw = token[0] is 'r' or 'R';
        var quoted = isRaw ? token[1..] : token;
        var quotes = IsLong(quoted) ? 3 : 1;
        return quoted[quotes..^quotes];
    }

    private static bool IsLong(ReadOnlySpan<char> quoted) => quoted.Length >= 6 && quoted[1] == quoted[0] && quoted[2] == quoted[0];

    // Line ends count as one character.
    private static string Normalized(ReadOnlySpan<char> content) =>
        content.IndexOf('\r') < 0
            ? content.ToString()
            : content.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}

using System.Globalization;

namespace Outrigger.ApiMachinery.Schemas.Patterns;

/// <summary>A pattern of Go while it is read, and what its escapes mean. Throws <see cref="ArgumentException"/> for those that Go refuses.</summary>
internal sealed class PatternText(string pattern)
{
    private const string Octal = "01234567";

    // More than the longest that Go takes, {1000,1000}; a pattern of braces alone is not searched to its end for each.
    private const int LongestRepetition = 32;

    public bool AtEnd => Position >= pattern.Length;

    public int Position { get; private set; }

    public char Current => pattern[Position];

    public char Last => pattern[Position - 1];

    public bool StartsWith(string text) => string.CompareOrdinal(pattern, Position, text, 0, text.Length) == 0;

    public bool TrySkip(string text)
    {
        if (!StartsWith(text))
        {
            return false;
        }

        Position += text.Length;
        return true;
    }

    /// <summary>What stands before <paramref name="end"/>, which is passed over; all the rest when it does not come and may be missing.</summary>
    public string Until(string end, bool mayBeMissing = false)
    {
        var at = pattern.IndexOf(end, Position, StringComparison.Ordinal);
        if (at < 0 && !mayBeMissing)
        {
            throw new ArgumentException($"missing {end}: `{pattern[Position..]}`");
        }

        var text = at < 0 ? pattern[Position..] : pattern[Position..at];
        Position = at < 0 ? pattern.Length : at + end.Length;
        return text;
    }

    public int Next()
    {
        var wide = Position + 1 < pattern.Length && char.IsSurrogatePair(pattern[Position], pattern[Position + 1]);
        var codePoint = wide ? char.ConvertToUtf32(pattern[Position], pattern[Position + 1]) : pattern[Position];
        Position += wide ? 2 : 1;
        return codePoint;
    }

    /// <summary>Reads <c>{2}</c>, <c>{2,}</c> or <c>{2,3}</c>; null when it is none of them, and so is text.</summary>
    public string? TryRepetition()
    {
        var rest = pattern.AsSpan(Position, Math.Min(LongestRepetition, pattern.Length - Position));
        var end = rest.IndexOf('}');
        var inner = end < 0 ? default : rest[1..end];
        var comma = inner.IndexOf(',');
        var least = comma < 0 ? inner : inner[..comma];
        if (least.IsEmpty || least.ContainsAnyExceptInRange('0', '9') || (comma >= 0 && inner[(comma + 1)..].ContainsAnyExceptInRange('0', '9')))
        {
            return null;
        }

        Position += end + 1;
        return $"{{{inner}}}";
    }

    /// <summary>Reads <c>\pL</c>, <c>\P{Lu}</c>, <c>\p{^Lu}</c> into the class.</summary>
    public bool TryCategory(CodePoints target)
    {
        if (!StartsWith(@"\p") && !StartsWith(@"\P"))
        {
            return false;
        }

        var negated = StartsWith(@"\P");
        Position += 2;
        var name = AtEnd ? "" : TrySkip("{") ? Until("}") : pattern[Position++].ToString();
        negated ^= name.StartsWith('^');
        name = name.TrimStart('^');
        if (name is "Any")
        {
            target.Add(0, negated ? -1 : 0x10FFFF);
        }
        else
        {
            target.AddCategory(name, negated);
        }

        return true;
    }

    /// <summary>Reads an escape that stands for one character.</summary>
    public int Escape()
    {
        Position++;
        if (AtEnd)
        {
            throw new ArgumentException("trailing backslash at end of expression");
        }

        var c = Next();
        return c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => Hexadecimal(),
            '0' => OctalOf(0),
            >= '1' and <= '7' when !AtEnd && Octal.Contains(Current, StringComparison.Ordinal) => OctalOf(c - '0'),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)c) => c,
            _ => throw new ArgumentException($@"invalid escape sequence: `\{char.ConvertFromUtf32(c)}`"),
        };
    }

    private int OctalOf(int value)
    {
        for (var i = 0; i < 2 && !AtEnd && Octal.Contains(Current, StringComparison.Ordinal); i++)
        {
            value = (value * 8) + (pattern[Position++] - '0');
        }

        return value;
    }

    private int Hexadecimal()
    {
        string digits;
        if (TrySkip("{"))
        {
            digits = Until("}");
        }
        else
        {
            digits = pattern.Substring(Position, Math.Min(2, pattern.Length - Position));
            Position += digits.Length;
            digits = digits.Length == 2 ? digits : "";
        }

        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 0x10FFFF
            ? value
            : throw new ArgumentException($@"invalid escape sequence: `\x{digits}`");
    }
}

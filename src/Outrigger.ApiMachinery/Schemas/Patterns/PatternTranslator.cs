using System.Text;

namespace Outrigger.ApiMachinery.Schemas.Patterns;

/// <summary>Writes a pattern of Go as one of .NET that matches the same texts; groups capture nothing.</summary>
internal sealed class PatternTranslator(string pattern)
{
    private readonly PatternText text = new(pattern);
    private readonly StringBuilder output = new(pattern.Length + 8);
    private readonly Stack<Flags> outer = new();
    private Flags flags;

    public string Translate()
    {
        while (!text.AtEnd)
        {
            switch (text.Current)
            {
                case '\\':
                    Escape();
                    break;
                case '[':
                    PatternClass.Translate(text, output);
                    break;
                case '(':
                    Open();
                    break;
                case ')':
                    text.Next();
                    output.Append(')');
                    flags = outer.TryPop(out var before) ? before : throw new ArgumentException($"unexpected ): `{pattern}`");
                    break;
                case '.':
                    text.Next();
                    Any();
                    break;
                case '^':
                    text.Next();
                    output.Append(flags.HasFlag(Flags.Lines) ? "(?m:^)" : "^");
                    break;
                case '$':
                    text.Next();
                    output.Append(flags.HasFlag(Flags.Lines) ? "(?m:$)" : @"\z");
                    break;
                case '{' when text.TryRepetition() is { } repetition:
                    output.Append(repetition);
                    break;
                case '*' or '+' or '?' or '|':
                    output.Append((char)text.Next());
                    break;
                default:
                    Literal(text.Next());
                    break;
            }
        }

        return output.ToString();
    }

    private void Any()
    {
        var excluded = new CodePoints();
        if (!flags.HasFlag(Flags.DotIsAll))
        {
            excluded.Add('\n', '\n');
        }

        excluded.Write(output, negated: true);
    }

    private void Escape()
    {
        var members = new CodePoints();
        if (PatternClass.TryPerl(text, members) || text.TryCategory(members))
        {
            members.Write(output, negated: false);
        }
        else if (text.TrySkip(@"\A") || text.TrySkip(@"\z") || text.TrySkip(@"\b") || text.TrySkip(@"\B"))
        {
            output.Append('\\').Append(text.Last);
        }
        else if (text.TrySkip(@"\Q"))
        {
            foreach (var rune in text.Until(@"\E", mayBeMissing: true).EnumerateRunes())
            {
                Literal(rune.Value);
            }
        }
        else if (!text.TrySkip(@"\E"))
        {
            Literal(text.Escape());
        }
    }

    private void Literal(int codePoint)
    {
        if (codePoint > char.MaxValue)
        {
            // One item, so that a repetition that follows is of both units.
            output.Append("(?:").Append(char.ConvertFromUtf32(codePoint)).Append(')');
            return;
        }

        if (char.IsAscii((char)codePoint) && !char.IsAsciiLetterOrDigit((char)codePoint))
        {
            output.Append(@"\u00").Append(Convert.ToHexString([(byte)codePoint]));
            return;
        }

        output.Append((char)codePoint);
    }

    private void Open()
    {
        var before = flags;
        text.TrySkip("(");
        if (!text.TrySkip("?"))
        {
            outer.Push(before);
            output.Append("(?:");
            return;
        }

        if (text.TrySkip("P<") || text.TrySkip("<"))
        {
            var name = text.Until(">");
            outer.Push(name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? before : throw Unsupported());
            output.Append("(?:");
            return;
        }

        var ends = ReadFlags();
        if (ends == ':')
        {
            outer.Push(before);
        }

        // All but case is written where it matters.
        output.Append(flags.HasFlag(Flags.AnyCase) ? "(?i" : "(?-i").Append(ends);
    }

    private char ReadFlags()
    {
        for (var on = true; !text.AtEnd;)
        {
            var c = (char)text.Next();
            switch (c)
            {
                case '-' when on:
                    on = false;
                    break;
                case 'i':
                    Set(Flags.AnyCase, on);
                    break;
                case 'm':
                    Set(Flags.Lines, on);
                    break;
                case 's':
                    Set(Flags.DotIsAll, on);
                    break;
                case 'U':
                    // Which of several matches is found is not asked for.
                    break;
                case ':' or ')':
                    return c;
                default:
                    throw Unsupported();
            }
        }

        throw Unsupported();
    }

    private void Set(Flags flag, bool on) => flags = on ? flags | flag : flags & ~flag;

    private ArgumentException Unsupported() => new($"invalid or unsupported Perl syntax: `{pattern}`");

    [Flags]
    private enum Flags
    {
        None = 0,
        AnyCase = 1,
        Lines = 2,
        DotIsAll = 4,
    }
}

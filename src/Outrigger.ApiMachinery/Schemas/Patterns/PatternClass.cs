using System.Text;

namespace Outrigger.ApiMachinery.Schemas.Patterns;

/// <summary>Reads classes of Go's patterns: <c>[^a-z\d[:space:]]</c>, <c>\w</c>.</summary>
internal static class PatternClass
{
    private static readonly Dictionary<string, (int From, int To)[]> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    // Without the vertical tab, which [:space:] has.
    private static readonly (int From, int To)[] PerlSpace = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    /// <summary>Reads a class from its bracket on and writes it for .NET.</summary>
    public static void Translate(PatternText text, StringBuilder output)
    {
        text.TrySkip("[");
        var negated = text.TrySkip("^");
        var members = new CodePoints();
        for (var first = true; first || !text.TrySkip("]"); first = false)
        {
            if (text.AtEnd)
            {
                throw new ArgumentException("missing closing ]");
            }

            if (!TryPosix(text, members) && !TryPerl(text, members) && !text.TryCategory(members))
            {
                Range(text, members);
            }
        }

        members.Write(output, negated);
    }

    /// <summary>Reads <c>\d</c>, <c>\W</c> and the like into a class.</summary>
    public static bool TryPerl(PatternText text, CodePoints target)
    {
        if (text.TrySkip(@"\d") || text.TrySkip(@"\s") || text.TrySkip(@"\w"))
        {
            Add(text.Last, target, negated: false);
            return true;
        }

        if (text.TrySkip(@"\D") || text.TrySkip(@"\S") || text.TrySkip(@"\W"))
        {
            Add(char.ToLowerInvariant(text.Last), target, negated: true);
            return true;
        }

        return false;
    }

    private static void Add(char name, CodePoints target, bool negated) =>
        Add(name switch { 'd' => Posix["digit"], 's' => PerlSpace, _ => Posix["word"] }, target, negated);

    private static bool TryPosix(PatternText text, CodePoints target)
    {
        if (!text.TrySkip("[:"))
        {
            return false;
        }

        var negated = text.TrySkip("^");
        var name = text.Until(":]");
        Add(Posix.TryGetValue(name, out var ranges) ? ranges : throw new ArgumentException($"invalid character class range: `[:{name}:]`"), target, negated);
        return true;
    }

    private static void Add((int From, int To)[] ranges, CodePoints target, bool negated)
    {
        if (negated)
        {
            target.AddOthers(ranges);
            return;
        }

        foreach (var (from, to) in ranges)
        {
            target.Add(from, to);
        }
    }

    // A dash that stands last is a member.
    private static void Range(PatternText text, CodePoints target)
    {
        var from = Character(text);
        var to = text.StartsWith("-") && !text.StartsWith("-]") && text.TrySkip("-") ? Character(text) : from;
        target.Add(from, to >= from ? to : throw new ArgumentException("invalid character class range"));
    }

    private static int Character(PatternText text) =>
        text.AtEnd ? throw new ArgumentException("missing closing ]") : text.Current == '\\' ? text.Escape() : text.Next();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// Patterns of schemas: Go's regular expressions (RE2) for .NET. Both know the same constructs without backtracking, but classes are ASCII in
/// Go, <c>$</c> is the very end, and some things are spelt in another way.
/// </summary>
public static class GoPattern
{
    // Each ends in a closed range, here and in Escape: a dash that follows is a member of the class and begins no other range.
    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t\x20-\x20", ["cntrl"] = @"\x7F\x00-\x1F",
        ["digit"] = "0-9", ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @" \t-\r", ["upper"] = "A-Z", ["word"] = "_0-9A-Za-z", ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>Compiles a pattern. Throws <see cref="ArgumentException"/> when it is none, or needs backtracking.</summary>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, nameof(pattern), e);
        }
    }

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 2 < pattern.Length && pattern[i + 1] is 'p' or 'P' && pattern[i + 2] != '{')
            {
                text.Append('\\').Append(pattern[i + 1]).Append('{').Append(pattern[i + 2]).Append('}');
                i += 2;
            }
            else if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++i], inClass));
            }
            else if (inClass)
            {
                i = ClassMember(pattern, i, text, ref inClass);
            }
            else if (c == '[')
            {
                inClass = true;
                i = OpenClass(pattern, i, text);
            }
            else if (c == '(' && string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0)
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                text.Append(c == '$' ? @"\z" : c.ToString());
            }
        }

        return text.ToString();
    }

    // A bracket that comes first is a member of the class.
    private static int OpenClass(string pattern, int at, StringBuilder text)
    {
        text.Append('[');
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            text.Append('^');
            at++;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            text.Append(@"\]");
            at++;
        }

        return at;
    }

    private static int ClassMember(string pattern, int at, StringBuilder text, ref bool inClass)
    {
        if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
        {
            var end = pattern.IndexOf(":]", at, StringComparison.Ordinal);
            if (end > 0 && PosixClasses.TryGetValue(pattern[(at + 2)..end], out var members))
            {
                text.Append(members);
                return end + 1;
            }
        }

        // In .NET a second bracket could begin a subtraction.
        text.Append(pattern[at] == '[' ? @"\[" : pattern[at].ToString());
        inClass = pattern[at] != ']';
        return at;
    }

    private static string Escape(char c, bool inClass) => (c, inClass) switch
    {
        ('d', true) => "0-9",
        ('w', true) => "_0-9A-Za-z",
        ('s', true) => @" \f\r\t-\n",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => $"\\{c}",
    };
}

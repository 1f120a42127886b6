namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Which style a text may be written in so that it reads back as the same text, here and in other YAML readers.</summary>
internal static class YamlStyles
{
    // More than YAML asks for: some readers stumble over these signs even inside a text.
    private const string Signs = "#&*!|>'\"%@`{}[],?";

    /// <summary>Whether the text needs no quotes.</summary>
    public static bool FitsPlain(string text) =>
        text.Length > 0
        && text[0] is not (' ' or ':') && text[^1] is not (' ' or ':')
        && (text[0] != '-' || (text.Length > 1 && char.IsAsciiLetterOrDigit(text[1])))
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.StartsWith("...", StringComparison.Ordinal)
        && text.All(c => IsPlain(c) && !Signs.Contains(c, StringComparison.Ordinal))
        && YamlResolver.Resolve(text, out _) == YamlScalarKind.Text
        && !YamlResolver.IsBase60(text)
        && !LooksLikeTime(text);

    /// <summary>Whether a text of several lines can stand as it is, line by line.</summary>
    public static bool FitsLiteral(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || text[0] is ' ' or '\n' or '\t')
        {
            return false;
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var isLast = i == lines.Length - 1;
            if (!line.All(IsInLine) || (line.Length > 0 && line[^1] is ' ' or '\t') || (line.Length == 0 && isLast && lines[i - 1].Length == 0))
            {
                return false;
            }
        }

        return true;
    }

    // 2006-1-2 and what goes on after it: YAML 1.1 readers make a time of it.
    private static bool LooksLikeTime(string text) =>
        text.Length >= 8 && text[4] == '-' && !text.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9') && char.IsAsciiDigit(text[5]);

    private static bool IsInLine(char c) => c is '\t' || IsPlain(c);

    // Letters of scripts beyond the basic plane come as two units and are quoted, as everything that is not printable.
    private static bool IsPlain(char c) => c is (>= ' ' and <= '~') or (>= '\u00a0' and < '\ud800' and not ('\u2028' or '\u2029'));
}

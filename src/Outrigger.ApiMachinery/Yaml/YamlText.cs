namespace Outrigger.ApiMachinery.Yaml;

/// <summary>
/// Chooses the style of a text as go-yaml v2 does (encode.go stringv, emitterc.go analyze_scalar and select_scalar_style): plain when it
/// stays a text, literal when it has several lines, single quotes for signs that mean something, double quotes for the rest.
/// </summary>
internal static class YamlText
{
    private const string FirstSigns = "#,[]{}&*!|>'\"%@`";

    /// <summary>Whether a key can stand before its colon; else it needs a question mark.</summary>
    public static bool IsSimpleKey(string text) =>
        !text.AsSpan().ContainsAny("\r\n\u0085\u2028\u2029") && System.Text.Encoding.UTF8.GetByteCount(text) <= 128;

    /// <summary>The style of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isSimpleKey">Whether it stands on one line before its colon.</param>
    public static YamlStyle StyleOf(string text, bool isSimpleKey)
    {
        if (!text.All(IsPrintable) || HasSpaceBeforeBreak(text))
        {
            return YamlStyle.DoubleQuoted;
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            return isSimpleKey || text[^1] == ' ' ? YamlStyle.DoubleQuoted : YamlStyle.Literal;
        }

        if (!YamlPlainText.StaysText(text))
        {
            return YamlStyle.DoubleQuoted;
        }

        // YamlDotNet takes the key "a *" for the beginning of something else
        var isMistaken = isSimpleKey && text.Contains(" *", StringComparison.Ordinal);
        return text[0] == ' ' || text[^1] == ' ' || isMistaken || HasIndicators(text) ? YamlStyle.SingleQuoted : YamlStyle.Plain;
    }

    /// <summary>
    /// What may stand as it is. Go lets the two separators of lines (U+2028, U+2029) stand too, which newer readers take for other than breaks.
    /// </summary>
    public static bool IsPrintable(char c) =>
        c is '\n' or (>= ' ' and <= '~') or (>= '\u00a0' and <= '\ud7ff' and not ('\u2028' or '\u2029')) or (>= '\ue000' and <= '\ufffd' and not '\ufeff');

    private static bool HasSpaceBeforeBreak(string text) => text.Contains(" \n", StringComparison.Ordinal);

    private static bool HasIndicators(string text)
    {
        if (FirstSigns.Contains(text[0], StringComparison.Ordinal) || text.StartsWith("---", StringComparison.Ordinal) ||
            text.StartsWith("...", StringComparison.Ordinal) || (text[0] is '?' or '-' && IsBeforeBlank(text, 0)))
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] == ':' && IsBeforeBlank(text, i)) || (text[i] == '#' && i > 0 && text[i - 1] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBeforeBlank(string text, int at) => at + 1 == text.Length || text[at + 1] is ' ';
}

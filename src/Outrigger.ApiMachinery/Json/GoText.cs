using System.Globalization;
using System.Text;

namespace Outrigger.ApiMachinery.Json;

/// <summary>Text as Go prints it; Kubernetes' messages are full of it.</summary>
public static class GoText
{
    /// <summary>A string in double quotes with Go's escapes (<c>%q</c>).</summary>
    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            Append(builder, rune);
        }

        return builder.Append('"').ToString();
    }

    private static void Append(StringBuilder builder, Rune rune)
    {
        switch (rune.Value)
        {
            case '"': builder.Append("\\\""); break;
            case '\\': builder.Append("\\\\"); break;
            case '\a': builder.Append("\\a"); break;
            case '\b': builder.Append("\\b"); break;
            case '\f': builder.Append("\\f"); break;
            case '\n': builder.Append("\\n"); break;
            case '\r': builder.Append("\\r"); break;
            case '\t': builder.Append("\\t"); break;
            case '\v': builder.Append("\\v"); break;
            case ' ': builder.Append(' '); break;
            case < 0x20 or 0x7f: builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
            default: AppendWide(builder, rune); break;
        }
    }

    private static void AppendWide(StringBuilder builder, Rune rune)
    {
        var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
        if (!hidden)
        {
            builder.Append(rune.ToString());
        }
        else if (rune.Value > 0xffff)
        {
            builder.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        else
        {
            builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
    }
}

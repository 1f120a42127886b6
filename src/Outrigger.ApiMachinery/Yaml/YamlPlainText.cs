using System.Globalization;
using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Tells texts that a reader would take for something else when they stood without quotes.</summary>
internal static partial class YamlPlainText
{
    /// <summary>Whether the text, unquoted, is a text for go-yaml and for readers of YAML 1.1.</summary>
    public static bool StaysText(string text) =>
        YamlResolver.Resolve(text, out _) == YamlScalarKind.Text && !IsBase60(text) && !IsTime(text);

    // The first characters are looked at before the patterns are made, which takes a tenth of a second: few texts begin like a number.
    private static bool IsBase60(string text) =>
        text is [(>= '0' and <= '9') or '-' or '+', ..] && text.Contains(':', StringComparison.Ordinal) && Base60().IsMatch(text);

    // The forms that go-yaml knows (resolve.go, allowedTimestampFormats); the day must exist.
    private static bool IsTime(string text)
    {
        if (text is not [>= '0' and <= '9', _, _, _, '-', ..])
        {
            return false;
        }

        var match = Time().Match(text);
        return match.Success
            && Number(match, "month") is >= 1 and <= 12 and var month
            && Number(match, "day") is >= 1 and var day
            && day <= (month == 2 && Number(match, "year") == 0 ? 29 : DateTime.DaysInMonth(Math.Max(1, Number(match, "year")), month))
            && Number(match, "hour") < 24 && Number(match, "minute") < 60 && Number(match, "second") < 60;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Length: > 0 } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Base60();

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})" +
        @"([Tt](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})" +
        @"| (?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})([.,][0-9]+)?)?\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}

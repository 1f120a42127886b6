using System.Buffers;
using System.Globalization;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>Durations of schemas: as Go writes them, or whole numbers with words, <c>3 days 2 hours</c>.</summary>
internal static class LooseDuration
{
    private const string Space = "\t\n\f\r ";

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\u00b5");

    private static readonly string[] Units = ["ns", "us", "\u00b5s", "ms", "s", "m", "h", "hr", "d", "w", "wk"];

    // What begins so is a unit: days, seconds.
    private static readonly string[] Words = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];

    public static bool IsDuration(string text) =>
        GoDuration.ParseNanoseconds(text is ['+' or '-', ..] ? text[1..] : text) is not null || IsWords(text);

    // One unit that is known is enough, as in strfmt.
    private static bool IsWords(ReadOnlySpan<char> rest)
    {
        var known = false;
        rest = rest.TrimStart(Space);
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }

            rest = rest[digits..].TrimStart(Space);
            var letters = rest.IndexOfAnyExcept(Letters);
            letters = letters < 0 ? rest.Length : letters;
            if (letters == 0)
            {
                return false;
            }

            known |= IsUnit(rest[..letters].ToString());
            rest = rest[letters..].TrimStart(Space);
        }

        return known;
    }

    private static bool IsUnit(string text) =>
        Units.Contains(text, StringComparer.OrdinalIgnoreCase) || Words.Any(w => text.StartsWith(w, StringComparison.OrdinalIgnoreCase));
}

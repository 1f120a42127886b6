using System.Globalization;

namespace Outrigger.ApiMachinery.Metadata;

/// <summary>Durations as Go writes them: <c>1m30s</c>, <c>250ms</c>, <c>15.091s</c>.</summary>
public static class GoDuration
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>Null when the text is no duration that Go can hold, which is 292 years.</summary>
    public static TimeSpan? Parse(string text) => ParseNanoseconds(text) is { } whole ? TimeSpan.FromTicks(whole / 100) : null;

    /// <summary>As <see cref="Parse"/>, to the nanosecond.</summary>
    public static long? ParseNanoseconds(string text)
    {
        if (text is "0" or "")
        {
            return text.Length == 0 ? null : 0;
        }

        var rest = text.AsSpan();
        var total = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits is <= 0 or > 20 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var end = rest.IndexOfAny("0123456789.");

            // the bound comes first: what digits and unit can make is more than decimal holds
            if (Unit(end < 0 ? rest : rest[..end]) is not { } unit || number > (decimal)long.MaxValue / unit || (total += number * unit) > long.MaxValue)
            {
                return null;
            }

            rest = end < 0 ? default : rest[end..];
        }

        return (long)total;
    }

    /// <summary>The text of a duration in nanoseconds; <c>0s</c> for none.</summary>
    public static string Format(long nanoseconds)
    {
        var sign = nanoseconds < 0 ? "-" : "";
        var rest = nanoseconds < 0 ? 0UL - (ulong)nanoseconds : (ulong)nanoseconds;
        if (rest < Second)
        {
            return rest switch
            {
                0 => "0s",
                < Microsecond => string.Create(CultureInfo.InvariantCulture, $"{sign}{rest}ns"),
                < Millisecond => $"{sign}{Decimal(rest, Microsecond)}µs",
                _ => $"{sign}{Decimal(rest, Millisecond)}ms",
            };
        }

        var minutes = rest / (60 * Second);
        var seconds = $"{Decimal(rest % (60 * Second), Second)}s";
        return minutes switch
        {
            0 => sign + seconds,
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m{seconds}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes / 60}h{minutes % 60}m{seconds}"),
        };
    }

    // whole units, and as much of a fraction as there is
    private static string Decimal(ulong value, long unit) =>
        ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);

    private static long? Unit(ReadOnlySpan<char> name) => name switch
    {
        "h" => 3600 * Second,
        "m" => 60 * Second,
        "s" => Second,
        "ms" => Millisecond,
        "us" or "µs" or "μs" => Microsecond,
        "ns" => 1,
        _ => null,
    };
}

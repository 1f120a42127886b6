using System.Globalization;

namespace Outrigger.Server.Http;

/// <summary>Durations as Go writes them: <c>1m30s</c>, <c>250ms</c>.</summary>
public static class GoDuration
{
    /// <summary>Null when the text is no duration.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text is "0" or "")
        {
            return text.Length == 0 ? null : TimeSpan.Zero;
        }

        var rest = text.AsSpan();
        var total = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var end = rest.IndexOfAny("0123456789.");
            var unit = Milliseconds(end < 0 ? rest : rest[..end]);
            if (unit is null)
            {
                return null;
            }

            total += number * unit.Value;
            rest = end < 0 ? default : rest[end..];
        }

        return total < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : null;
    }

    private static double? Milliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1_000,
        "ms" => 1,
        "us" or "µs" or "μs" => 0.001,
        "ns" => 0.000_001,
        _ => null,
    };
}

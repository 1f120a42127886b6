namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Durations as Go writes them: 1h30m, 1.5s, -2ms.</summary>
internal static class GoDuration
{
    private static readonly string[] Units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

    /// <summary>What Go says of a text that is no duration; null when it is one.</summary>
    public static string? FaultOf(string text)
    {
        var rest = text.AsSpan();
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return $"time: invalid duration \"{text}\"";
        }

        while (!rest.IsEmpty)
        {
            var number = rest.IndexOfAnyExcept("0123456789.");
            var digits = number < 0 ? rest : rest[..number];
            if (digits.Count('.') > 1 || digits.IndexOfAnyInRange('0', '9') < 0)
            {
                return $"time: invalid duration \"{text}\"";
            }

            rest = rest[digits.Length..];
            var next = rest.IndexOfAny("0123456789.");
            var unit = (next < 0 ? rest : rest[..next]).ToString();
            if (unit.Length == 0)
            {
                return $"time: missing unit in duration \"{text}\"";
            }

            if (!Units.Contains(unit, StringComparer.Ordinal))
            {
                return $"time: unknown unit \"{unit}\" in duration \"{text}\"";
            }

            rest = rest[unit.Length..];
        }

        return null;
    }
}

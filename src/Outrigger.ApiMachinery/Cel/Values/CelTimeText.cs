using System.Globalization;
using System.Numerics;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Times and durations as texts.</summary>
internal static class CelTimeText
{
    private static readonly (string Name, decimal Nanos)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>RFC 3339 in UTC, with as many digits of the second as needed.</summary>
    public static string Of(CelTime time)
    {
        var text = time.ToDateTime().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = time.Nanos == 0 ? "" : "." + time.Nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{text}{fraction}Z";
    }

    /// <summary>Seconds: <c>90.5s</c>.</summary>
    public static string OfDuration(long nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000_000m}s");

    /// <summary>Reads RFC 3339, to the nanosecond.</summary>
    public static bool TryParse(string text, out CelTime time)
    {
        time = default;
        if (text.Length < 20 || text[10] != 'T'
            || !DateTime.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !TryClock(text.AsSpan(11, 8), out var clock))
        {
            return false;
        }

        var rest = text.AsSpan(19);
        var nanos = 0;
        if (rest[0] is '.' or ',' && !TryFraction(ref rest, out nanos))
        {
            return false;
        }

        if (!TryOffset(rest, out var offset))
        {
            return false;
        }

        var seconds = ((date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + clock - offset;
        time = new CelTime(seconds, nanos);
        return true;
    }

    /// <summary>Reads Go's notation: <c>1h30m</c>, <c>-1.5s</c>, <c>0</c>. Null when it is none or does not fit.</summary>
    public static long? ParseDuration(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-", StringComparison.Ordinal);
        if (negative || rest.StartsWith("+", StringComparison.Ordinal))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return 0;
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        BigInteger sum = 0;
        while (!rest.IsEmpty)
        {
            if (ParsePart(ref rest) is not { } part)
            {
                return null;
            }

            sum += part;
        }

        sum = negative ? -sum : sum;
        return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : null;
    }

    private static BigInteger? ParsePart(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExcept("0123456789.");
        if (length is <= 0 or > 40)
        {
            return null;
        }

        var number = rest[..length];
        var after = rest[length..];
        var name = after[..(after.IndexOfAny("0123456789.") is >= 0 and var end ? end : after.Length)].ToString();
        var unit = Units.FirstOrDefault(u => u.Name == name);
        if (unit.Name is null || number is "." || number.Count('.') > 1)
        {
            return null;
        }

        rest = after[name.Length..];
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var digits = point < 0 ? default : number[(point + 1)..];
        var nanos = (BigInteger)unit.Nanos;
        var result = whole.IsEmpty ? 0 : BigInteger.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * nanos;
        return digits.IsEmpty
            ? result
            : result + (BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * nanos / BigInteger.Pow(10, digits.Length));
    }

    private static bool TryClock(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text[2] != ':' || text[5] != ':' || !TryTwo(text, out var h) || !TryTwo(text[3..], out var m) || !TryTwo(text[6..], out var s))
        {
            return false;
        }

        seconds = (((h * 60) + m) * 60) + s;
        return h < 24 && m < 60 && s < 60;
    }

    private static bool TryTwo(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out int nanos)
    {
        nanos = 0;
        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
        {
            return false;
        }

        for (var i = 0; i < 9; i++)
        {
            nanos = (nanos * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        }

        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryTwo(text[1..], out var h) || !TryTwo(text[4..], out var m)
            || h > 24 || m > 60)
        {
            return false;
        }

        seconds = ((h * 60) + m) * (text[0] == '-' ? -60 : 60);
        return true;
    }
}

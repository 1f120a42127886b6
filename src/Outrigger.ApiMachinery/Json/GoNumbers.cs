using System.Globalization;

namespace Outrigger.ApiMachinery.Json;

/// <summary>Floating point numbers as Go's encoding/json writes them.</summary>
public static class GoNumbers
{
    /// <summary>The shortest text that reads back as the same number: fixed from 1e-6 up to 1e21, else with an exponent.</summary>
    public static string Format(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text.AsSpan(0, mark);
        if (exponent is < -6 or >= 21)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "" : "+")}{exponent}");
        }

        return Fixed(mantissa, exponent);
    }

    private static string Fixed(ReadOnlySpan<char> mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.ToString().Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        var whole = exponent + 1;
        return digits.Length <= whole
            ? $"{sign}{digits.PadRight(whole, '0')}"
            : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }
}

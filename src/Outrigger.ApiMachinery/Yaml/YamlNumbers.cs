using System.Globalization;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Numbers as Go writes them in YAML: whole ones in full, others with an exponent from a million up (strconv 'g').</summary>
internal static class YamlNumbers
{
    /// <summary>Takes the JSON text of a number, of a truth value or of null.</summary>
    public static string Format(string json)
    {
        if (json.Length == 0 || (!char.IsAsciiDigit(json[0]) && json[0] != '-') || json.AsSpan().IndexOfAny(".eE") < 0 ||
            !double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return json;
        }

        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = number == 0 ? 0 : int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = double.IsNegative(number) ? "-" : "";
        var digits = Digits(number);
        if (exponent is < -4 or >= 6)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        var whole = exponent + 1;
        return digits.Length <= whole ? $"{sign}{digits.PadRight(whole, '0')}" : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }

    /// <summary>The fewest digits that tell the number from others, without sign, point and noughts around them.</summary>
    private static string Digits(double number)
    {
        var text = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var digits = (mark < 0 ? text : text[..mark]).Replace(".", "", StringComparison.Ordinal).Trim('0');
        return digits.Length == 0 ? "0" : digits;
    }
}

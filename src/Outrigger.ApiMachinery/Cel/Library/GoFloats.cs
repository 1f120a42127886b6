using System.Globalization;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Floating point numbers as Go reads them: also <c>inf</c> and <c>NaN</c>, no blanks.</summary>
internal static class GoFloats
{
    public static bool TryParse(string text, out double number)
    {
        var plain = text.TrimStart('+', '-');
        if (text.Length - plain.Length <= 1 && plain.ToUpperInvariant() is "INF" or "INFINITY" or "NAN")
        {
            number = plain.ToUpperInvariant() is "NAN" ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}

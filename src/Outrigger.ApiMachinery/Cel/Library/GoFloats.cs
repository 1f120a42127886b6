using System.Globalization;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Floating point numbers as Go reads them: also <c>inf</c> and <c>NaN</c>, no blanks.</summary>
internal static class GoFloats
{
    public static bool TryParse(string text, out double number)
    {
        // a sign goes with infinity alone
        switch (text.ToUpperInvariant())
        {
            case "NAN":
                number = double.NaN;
                return true;
            case "INF" or "+INF" or "INFINITY" or "+INFINITY":
                number = double.PositiveInfinity;
                return true;
            case "-INF" or "-INFINITY":
                number = double.NegativeInfinity;
                return true;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}

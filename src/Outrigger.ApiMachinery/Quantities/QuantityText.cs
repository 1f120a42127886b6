using System.Globalization;
using System.Numerics;

namespace Outrigger.ApiMachinery.Quantities;

/// <summary>Writes quantities in their canonical form.</summary>
internal static class QuantityText
{
    private const int LargestDecimal = 18;
    private const int LargestBinary = 6;

    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Format(Quantity value)
    {
        if (value.IsZero)
        {
            return "0";
        }

        return value.Format switch
        {
            QuantityFormat.BinarySi => FormatBinary(value),
            QuantityFormat.DecimalExponent => FormatDecimal(value, exponential: true),
            _ => FormatDecimal(value, exponential: false),
        };
    }

    // A small or broken number would be rounded in powers of 1024, so it is written in thousands.
    private static string FormatBinary(Quantity value)
    {
        var whole = value.RoundedTo(0, out var exact);
        if (!exact || BigInteger.Abs(whole) < 1024)
        {
            return FormatDecimal(value, exponential: false);
        }

        var power = 0;
        while (power < LargestBinary && (whole % 1024).IsZero)
        {
            whole /= 1024;
            power++;
        }

        return Text(whole) + Binary[power];
    }

    private static string FormatDecimal(Quantity value, bool exponential)
    {
        var (mantissa, exponent) = value.Parts();
        while ((mantissa % 10).IsZero)
        {
            mantissa /= 10;
            exponent++;
        }

        while (exponent % 3 != 0 || (!exponential && exponent > LargestDecimal))
        {
            mantissa *= 10;
            exponent--;
        }

        if (exponential)
        {
            return exponent == 0 ? Text(mantissa) : string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{exponent}");
        }

        return Text(mantissa) + Decimal[(exponent / 3) + 3];
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Numerics;

namespace Outrigger.ApiMachinery.Quantities;

/// <summary>Reads quantities as apimachinery's resource package does, its quirks included (<c>-</c> and <c>.</c> are 0).</summary>
internal static class QuantityParser
{
    public const int Nano = -9;

    private const string FormatWrong =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private const string SuffixWrong = "unable to parse quantity's suffix";

    // Kubernetes takes any; arithmetic on 1e999999999 would take for ever.
    private const int LongestText = 1000;
    private const int LargestExponent = 1000;

    private static readonly BigInteger LargestBinary = long.MaxValue;

    /// <summary>Returns why the text is no quantity, or null.</summary>
    public static string? Parse(string text, out Quantity value)
    {
        value = default;
        if (text.Length is 0 or > LongestText || !Split(text, out var parts))
        {
            return FormatWrong;
        }

        if (QuantitySuffix.Read(parts.Suffix) is not { } suffix || suffix.Exponent > LargestExponent)
        {
            return SuffixWrong;
        }

        value = Make(text, parts, suffix);
        return null;
    }

    private static Quantity Make(string text, in Pieces parts, QuantitySuffix suffix)
    {
        var digits = string.Concat(parts.Whole, parts.Fraction);
        var number = digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (number.IsZero)
        {
            return new Quantity(BigInteger.Zero, 0, suffix.Format);
        }

        var signed = parts.Negative ? -number : number;
        if (suffix.Format == QuantityFormat.BinarySi)
        {
            return Binary(text, parts, suffix, signed);
        }

        // Far below 1n all are one, and the smallest exponent of all must not wrap around.
        var exponent = Math.Max(suffix.Exponent, -3 * LongestText) - parts.Fraction.Length;
        var keep = digits.Length <= 18 && exponent >= Nano && exponent % 3 == 0
            && parts.Whole.Length > 0 && !digits.EndsWith("000", StringComparison.Ordinal);
        return keep ? new Quantity(signed, exponent, suffix.Format, text) : Rounded(signed, exponent, suffix.Format);
    }

    private static Quantity Binary(string text, in Pieces parts, QuantitySuffix suffix, BigInteger signed)
    {
        var product = signed << suffix.Exponent;
        if (parts.Fraction.Length == 0)
        {
            var room = 15 - parts.Whole.Length - (suffix.Exponent * 3 / 10) - 1;
            var odd = !(signed % 8).IsZero;
            if (room >= 0 && odd)
            {
                return new Quantity(product, 0, suffix.Format, text);
            }
        }

        var value = Rounded(product, -parts.Fraction.Length, suffix.Format);
        var most = new Quantity(LargestBinary, 0, QuantityFormat.BinarySi);
        if (value > most || value < -most)
        {
            return value.Sign < 0 ? -most : most;
        }

        var one = Quantity.FromLong(1);
        return value < one && value > -one ? new Quantity(value.Parts().Unscaled, value.Parts().Exponent, QuantityFormat.DecimalSi) : value;
    }

    private static Quantity Rounded(BigInteger number, int exponent, QuantityFormat format)
    {
        if (exponent >= Nano)
        {
            return new Quantity(number, exponent, format);
        }

        // Far below 1n there is nothing to divide by: every such number is the smallest one.
        var nano = exponent < -2 * LongestText
            ? number.Sign
            : new Quantity(number, exponent, format).RoundedTo(Nano, out _);
        return new Quantity(nano, Nano, format);
    }

    private static bool Split(string text, out Pieces parts)
    {
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
        {
            rest = rest[1..];
        }

        rest = rest.TrimStart('0');
        var whole = Take(ref rest, "0123456789");
        var hasPoint = rest.StartsWith(".");
        rest = hasPoint ? rest[1..] : rest;
        var fraction = hasPoint ? Take(ref rest, "0123456789") : "";
        var suffix = rest.ToString();
        Take(ref rest, "eEinumkKMGTP");
        rest = rest.StartsWith("-") || rest.StartsWith("+") ? rest[1..] : rest;
        Take(ref rest, "0123456789");
        parts = new Pieces(negative, whole, fraction, suffix);
        return rest.IsEmpty;
    }

    private static string Take(ref ReadOnlySpan<char> rest, string signs)
    {
        var length = rest.IndexOfAnyExcept(signs);
        var taken = length < 0 ? rest : rest[..length];
        rest = rest[taken.Length..];
        return taken.ToString();
    }

    private readonly record struct Pieces(bool Negative, string Whole, string Fraction, string Suffix);
}

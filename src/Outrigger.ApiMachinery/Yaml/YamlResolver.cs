using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>
/// Finds out what an unquoted scalar is, by the rules of go-yaml v2 that sigs.k8s.io/yaml lives on: YAML 1.1 truth values and octal
/// numbers, YAML 1.2 <c>0o</c>, underscores in numbers; times stay text.
/// </summary>
internal static class YamlResolver
{
    public static YamlScalarKind Resolve(string text, out JsonNode? value)
    {
        value = null;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return YamlScalarKind.Null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                value = JsonValue.Create(true);
                return YamlScalarKind.Boolean;
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                value = JsonValue.Create(false);
                return YamlScalarKind.Boolean;
            case ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF":
                return YamlScalarKind.NotFinite;
            case "<<":
                return YamlScalarKind.Merge;
        }

        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('+' or '-' or '.'))
        {
            return YamlScalarKind.Text;
        }

        // A number that starts with its point may hold no underscores.
        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        return Number(plain, out value);
    }

    private static YamlScalarKind Number(string text, out JsonNode? value)
    {
        if (text.Length > 0 && text[0] != '.' && WholeNumber(text) is { } whole)
        {
            value = whole >= long.MinValue && whole <= long.MaxValue ? JsonValue.Create((long)whole) : JsonValue.Create((double)whole);
            return YamlScalarKind.Integer;
        }

        value = null;
        if (!LooksLikeFloat(text) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            return YamlScalarKind.Text;
        }

        // On its way through JSON a float without a fraction becomes a whole number.
        value = Math.Floor(number) == number && Math.Abs(number) < 9e18 ? JsonValue.Create((long)number) : JsonValue.Create(number);
        return YamlScalarKind.Float;
    }

    // As strconv.ParseInt with base 0, up to 64 bits.
    private static BigInteger? WholeNumber(string text)
    {
        var digits = text.AsSpan();
        var negative = digits[0] == '-';
        digits = digits[0] is '+' or '-' ? digits[1..] : digits;
        BigInteger? number = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => Digits(hex, 16),
            ['0', 'o' or 'O', .. var octal] => Digits(octal, 8),
            ['0', 'b' or 'B', .. var binary] => Digits(binary, 2),
            ['0', _, ..] => Digits(digits[1..], 8),
            _ => Digits(digits, 10),
        };
        if (number is not { } positive || positive > (negative ? new BigInteger(long.MaxValue) + 1 : ulong.MaxValue))
        {
            return null;
        }

        return negative ? -positive : positive;
    }

    private static BigInteger? Digits(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty || digits.Length > 70)
        {
            return null;
        }

        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var worth = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (worth >= radix)
            {
                return null;
            }

            number = (number * radix) + worth;
        }

        return number;
    }

    // [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
    private static bool LooksLikeFloat(string text)
    {
        var rest = text.AsSpan();
        rest = rest.Length > 0 && rest[0] is '+' or '-' ? rest[1..] : rest;
        var whole = SkipDigits(ref rest);
        var fraction = 0;
        if (rest.StartsWith("."))
        {
            rest = rest[1..];
            fraction = SkipDigits(ref rest);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is not ('e' or 'E'))
        {
            return false;
        }

        rest = rest[1..];
        rest = rest.Length > 0 && rest[0] is '+' or '-' ? rest[1..] : rest;
        return SkipDigits(ref rest) > 0 && rest.IsEmpty;
    }

    private static int SkipDigits(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? rest.Length : length;
        rest = rest[length..];
        return length;
    }
}

using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>
/// Values as the clauses of <c>format</c> write them; what a clause is not for is a FormatException in the words of cel-go. Numbers have the
/// form of American English.
/// </summary>
internal static class FormattedValues
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    public static string Text(CelValue value, CelBudget budget)
    {
        CelBudget.Descend();
        budget.Scan(value);
        switch (value.Kind)
        {
            case CelValueKind.List:
                budget.Take(value.AsList.Count);
                return $"[{string.Join(", ", Enumerable.Range(0, value.AsList.Count).Select(i => Within(value.AsList[i], budget)))}]";
            case CelValueKind.Map:
                budget.Take(value.AsMap.Count);
                return $"{{{string.Join(", ", value.AsMap.Keys.Select(k => Entry(value.AsMap, k, budget)).OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}:{e.Value}"))}}}";
            case CelValueKind.Null:
                return "null";
            case CelValueKind.Type:
                return value.AsType.Name;
            case CelValueKind.Bool or CelValueKind.Int or CelValueKind.Uint or CelValueKind.Double or CelValueKind.String or CelValueKind.Bytes
                or CelValueKind.Timestamp or CelValueKind.Duration:
                var text = Conversions.To(value, CelKind.String);
                return text.IsError ? throw new FormatException(text.AsError) : text.AsString;
            default:
                throw Refuse("string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps", value);
        }
    }

    public static string Decimal(CelValue value) => value.Kind switch
    {
        CelValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        _ => throw Refuse("decimal clause can only be used on integers", value),
    };

    public static string Fixed(CelValue value, int digits) =>
        Number("fixed-point clause can only be used on doubles", value) is var number && double.IsFinite(number)
            ? number.ToString($"N{digits}", CultureInfo.InvariantCulture)
            : Endless(number);

    public static string Scientific(CelValue value, int digits)
    {
        var number = Number("scientific clause can only be used on doubles", value);
        if (!double.IsFinite(number))
        {
            return Endless(number);
        }

        var text = number.ToString($"E{digits}", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture).Select(c => Superscripts[c - '0']);
        return $"{text[..mark]}\u202f×\u202f10{(exponent < 0 ? "⁻" : "")}{string.Concat(power)}";
    }

    public static string Binary(CelValue value) => value.Kind switch
    {
        CelValueKind.Bool => value.IsTrue ? "1" : "0",
        CelValueKind.Int or CelValueKind.Uint => Whole(value, "B"),
        _ => throw Refuse("only integers and bools can be formatted as binary", value),
    };

    public static string Octal(CelValue value) => value.Kind switch
    {
        CelValueKind.Int or CelValueKind.Uint => Sign(value) + OctalDigits(Magnitude(value)),
        _ => throw Refuse("octal clause can only be used on integers", value),
    };

    public static string Hex(CelValue value, CelBudget budget)
    {
        budget.Scan(value);
        return value.Kind switch
        {
            CelValueKind.String => Convert.ToHexString(Encoding.UTF8.GetBytes(value.AsString)),
            CelValueKind.Bytes => Convert.ToHexString(value.AsBytes),
            CelValueKind.Int or CelValueKind.Uint => Whole(value, "X"),
            _ => throw Refuse("only integers, byte buffers, and strings can be formatted as hex", value),
        };
    }

    // As an expression would write it.
    private static string Within(CelValue value, CelBudget budget) => value.Kind switch
    {
        CelValueKind.String => GoText.Quote(value.AsString),
        CelValueKind.Bytes => $"b{GoText.Quote(Text(value, budget))}",
        CelValueKind.Timestamp => $"timestamp({GoText.Quote(Text(value, budget))})",
        CelValueKind.Duration => $"duration({GoText.Quote(Text(value, budget))})",
        CelValueKind.Double when double.IsFinite(value.AsDouble) => value.AsDouble.ToString("F6", CultureInfo.InvariantCulture),
        CelValueKind.Double => GoText.Quote(CelText.Double(value.AsDouble)),
        CelValueKind.Optional or CelValueKind.Object or CelValueKind.Opaque =>
            throw new FormatException($"no formatting function for {RuntimeTypes.Of(value).Name}"),
        _ => Text(value, budget),
    };

    private static KeyValuePair<string, string> Entry(CelMap map, CelValue key, CelBudget budget)
    {
        var name = key.Kind is CelValueKind.String or CelValueKind.Bool or CelValueKind.Int or CelValueKind.Uint
            ? Within(key, budget)
            : throw new FormatException($"no formatting function for map key of type {RuntimeTypes.Of(key).Name}");
        return new(name, map.TryGet(key, out var value) ? Within(value, budget) : "");
    }

    private static double Number(string clause, CelValue value) => value.Kind switch
    {
        CelValueKind.Double => value.AsDouble,
        CelValueKind.String when value.AsString is "NaN" => double.NaN,
        CelValueKind.String when value.AsString is "Infinity" => double.PositiveInfinity,
        CelValueKind.String when value.AsString is "-Infinity" => double.NegativeInfinity,
        _ => throw Refuse(clause, value),
    };

    private static string Endless(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";

    private static string Whole(CelValue value, string form) => Sign(value) + Magnitude(value).ToString(form, CultureInfo.InvariantCulture);

    private static string OctalDigits(ulong number)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + (number & 7)));
            number >>= 3;
        }
        while (number > 0);
        return digits.ToString();
    }

    private static string Sign(CelValue value) => value is { Kind: CelValueKind.Int, AsInt: < 0 } ? "-" : "";

    private static ulong Magnitude(CelValue value) =>
        value.Kind == CelValueKind.Uint ? value.AsUint : unchecked((ulong)(value.AsInt < 0 ? -value.AsInt : value.AsInt));

    private static FormatException Refuse(string clause, CelValue value) => new($"{clause}, was given {RuntimeTypes.Of(value).Name}");
}

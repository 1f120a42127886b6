using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary><c>'%s has %d'.format([name, count])</c> (cel-go ext.Strings): puts the texts of values into a text.</summary>
internal static class TextFormatting
{
    // More is of no use to anybody, and would be a way to fill the memory.
    private const int MostDigits = 1000;

    /// <summary>The text, or an error as a value.</summary>
    public static CelValue Format(string format, CelList args, CelBudget budget)
    {
        var text = new StringBuilder();
        var (next, at) = (0, 0);
        try
        {
            while (at < format.Length)
            {
                var sign = format.IndexOf('%', at);
                var end = sign < 0 ? format.Length : sign;
                text.Append(format, at, end - at);
                at = end;
                if (sign >= 0 && sign + 1 < format.Length && format[sign + 1] == '%')
                {
                    text.Append('%');
                    at += 2;
                }
                else if (sign >= 0)
                {
                    text.Append(Clause(format, ref at, Argument(args, next++), budget));
                }

                budget.Take((end - sign + 1) / StringParts.CharactersPerValue);
            }
        }
        catch (FormatException e)
        {
            return CelValue.FromError(e.Message);
        }

        budget.Take(text.Length / StringParts.CharactersPerValue);
        return CelValue.FromString(text.ToString());
    }

    private static CelValue Argument(CelList args, int index) =>
        index < args.Count ? args[index] : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"index {index} out of range"));

    private static string Clause(string format, ref int at, CelValue value, CelBudget budget)
    {
        if (++at == format.Length)
        {
            throw new FormatException("unexpected end of string");
        }

        var digits = Precision(format, ref at);
        try
        {
            return format[at++] switch
            {
                's' => FormattedValues.Text(value, budget),
                'd' => FormattedValues.Decimal(value),
                'f' => FormattedValues.Fixed(value, digits),
                'e' => FormattedValues.Scientific(value, digits),
                'b' => FormattedValues.Binary(value),
                'o' => FormattedValues.Octal(value),
                'x' => FormattedValues.Hex(value, budget).ToLowerInvariant(),
                'X' => FormattedValues.Hex(value, budget),
                var other => throw new NotSupportedException($"could not parse formatting clause: unrecognized formatting clause \"{other}\""),
            };
        }
        catch (FormatException e)
        {
            throw new FormatException($"error during formatting: {e.Message}", e);
        }
        catch (NotSupportedException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static int Precision(string format, ref int at)
    {
        const string Fault = "could not parse formatting clause: error while parsing precision: ";
        if (format[at] != '.')
        {
            return 6;
        }

        var start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            at++;
        }

        if (at == format.Length)
        {
            throw new FormatException($"{Fault}could not find end of precision specifier");
        }

        return int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits <= MostDigits
            ? digits
            : throw new FormatException($"{Fault}error while converting precision to integer: {format[start..at]}");
    }
}

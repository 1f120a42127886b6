using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Values as texts: for messages, and as <c>string(x)</c> writes them.</summary>
internal static class CelText
{
    private const int MaxItems = 10;
    private const int MaxDepth = 10;
    private const int MaxLength = 2000;
    private const string Cut = "…";

    /// <summary>The value in a message, cut short when it is long or deep.</summary>
    public static string Of(CelValue value)
    {
        if (value.Kind is not (CelValueKind.String or CelValueKind.List or CelValueKind.Map or CelValueKind.Optional))
        {
            return Scalar(value);
        }

        var text = new StringBuilder();
        Write(value, text, 0);
        return text.ToString();
    }

    private static void Write(CelValue value, StringBuilder text, int depth)
    {
        if (depth > MaxDepth || text.Length > MaxLength)
        {
            text.Append(Cut);
            return;
        }

        switch (value.Kind)
        {
            case CelValueKind.String when value.AsString.Length > MaxLength:
                text.Append(value.AsString, 0, MaxLength).Append(Cut);
                break;
            case CelValueKind.List:
                Items(value.AsList, text.Append('['), depth);
                text.Append(']');
                break;
            case CelValueKind.Map:
                Entries(value.AsMap, text.Append('{'), depth);
                text.Append('}');
                break;
            case CelValueKind.Optional when value.HasValue:
                Write(value.OptionalValue, text.Append("optional("), depth + 1);
                text.Append(')');
                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private static string Scalar(CelValue value) => value.Kind switch
    {
        CelValueKind.Null => "null",
        CelValueKind.Bool => value.IsTrue ? "true" : "false",
        CelValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelValueKind.Double => Double(value.AsDouble),
        CelValueKind.String => value.AsString,
        CelValueKind.Bytes => Encoding.UTF8.GetString(value.AsBytes),
        CelValueKind.Timestamp => CelTimeText.Of(value.AsTimestamp),
        CelValueKind.Duration => CelTimeText.OfDuration(value.AsDuration),
        CelValueKind.Type => value.AsType.Name,
        CelValueKind.Optional => "optional.none()",
        CelValueKind.Object => value.AsObject.ToString(),
        CelValueKind.Opaque => ObjectWriter.ToText(value.AsOpaque),
        _ => value.AsError,
    };

    /// <summary>A number as Go's %g writes it: the shortest text, with an exponent from 1e6 on and below 1e-4.</summary>
    public static string Double(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        if (Math.Abs(number) is 0 or (>= 1e-4 and < 1e6))
        {
            return GoNumbers.Format(number);
        }

        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits <= 16; digits++)
        {
            text = number.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == number)
            {
                break;
            }
        }

        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, mark)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static void Items(CelList list, StringBuilder text, int depth)
    {
        for (var i = 0; i < Math.Min(list.Count, MaxItems); i++)
        {
            Write(list[i], text.Append(i == 0 ? "" : ", "), depth + 1);
        }
    }

    private static void Entries(CelMap map, StringBuilder text, int depth)
    {
        var separator = "";
        foreach (var key in map.Keys.Take(MaxItems))
        {
            Write(key, text.Append(separator), depth + 1);
            text.Append(": ");
            if (map.TryGet(key, out var value))
            {
                Write(value, text, depth + 1);
            }

            separator = ", ";
        }
    }
}

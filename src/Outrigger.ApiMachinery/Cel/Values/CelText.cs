using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Values as texts: for messages, and as <c>string(x)</c> writes them.</summary>
internal static class CelText
{
    private const int MaxItems = 10;

    /// <summary>The value in a message, cut short when it is long.</summary>
    public static string Of(CelValue value) => value.Kind switch
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
        CelValueKind.List => $"[{string.Join(", ", Items(value.AsList))}]",
        CelValueKind.Map => $"{{{string.Join(", ", Entries(value.AsMap))}}}",
        CelValueKind.Optional => value.HasValue ? $"optional({Of(value.OptionalValue)})" : "optional.none()",
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

    private static IEnumerable<string> Items(CelList list)
    {
        for (var i = 0; i < Math.Min(list.Count, MaxItems); i++)
        {
            yield return Of(list[i]);
        }
    }

    private static IEnumerable<string> Entries(CelMap map)
    {
        foreach (var key in map.Keys.Take(MaxItems))
        {
            yield return $"{Of(key)}: {(map.TryGet(key, out var value) ? Of(value) : "")}";
        }
    }
}

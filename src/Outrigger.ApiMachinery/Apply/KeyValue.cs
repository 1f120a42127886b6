using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// A value that tells list items apart, taken out of its tree: <c>long</c>, <c>double</c>, <c>string</c>, <c>bool</c>, null, or JSON text
/// in a <see cref="RawJson"/> for lists and maps. Ordered as structured-merge-diff orders values.
/// </summary>
internal static class KeyValue
{
    public static object? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject or JsonArray => new RawJson(ObjectWriter.ToText(node)),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => JsonNodes.AsString(node),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => JsonNodes.IsInteger(node) ? JsonNodes.AsLong(node) : JsonNodes.AsDouble(node),
        },
    };

    public static int Compare(object? a, object? b)
    {
        if (a is string x && b is string y)
        {
            return Utf8Order.Compare(x, y);
        }

        if (a is long i && b is long j)
        {
            return i.CompareTo(j);
        }

        var rank = Rank(a);
        if (rank != Rank(b))
        {
            return rank.CompareTo(Rank(b));
        }

        return rank switch
        {
            0 => Number(a).CompareTo(Number(b)),
            2 => ((bool)a!).CompareTo((bool)b!),
            3 => Utf8Order.Compare(((RawJson)a!).Text, ((RawJson)b!).Text),
            _ => 0,
        };
    }

    /// <summary>As messages show it.</summary>
    public static string Show(object? value) => value switch
    {
        null => "null",
        string text => GoText.Quote(text),
        bool truth => truth ? "true" : "false",
        double number => GoNumbers.Format(number),
        RawJson raw => raw.Text,
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"),
    };

    public static int Hash(object? value) => value is double number && number == Math.Floor(number) && Math.Abs(number) < long.MaxValue
        ? ((long)number).GetHashCode()
        : value?.GetHashCode() ?? 0;

    private static double Number(object? value) => value is long whole ? whole : (double)value!;

    private static int Rank(object? value) => value switch
    {
        long or double => 0,
        string => 1,
        bool => 2,
        RawJson => 3,
        _ => 4,
    };

    /// <summary>A list or map; no item of a real list is told apart by one.</summary>
    internal sealed record RawJson(string Text);
}

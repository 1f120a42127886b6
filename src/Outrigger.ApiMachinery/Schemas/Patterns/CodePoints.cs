using System.Globalization;
using System.Text;

namespace Outrigger.ApiMachinery.Schemas.Patterns;

/// <summary>
/// What a class of characters has. Go counts code points where .NET has UTF-16 units, so it is written as a class for what one unit holds, and
/// as pairs of surrogates for the rest. Of what <c>\p</c> names, only the former is known.
/// </summary>
internal sealed class CodePoints
{
    private const int FirstPair = 0x10000;
    private const int Last = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const string AnyPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";
    private const string Surrogates = @"\uD800-\uDFFF";

    private readonly List<(int From, int To)> ranges = [];
    private readonly StringBuilder categories = new();
    private bool allPairs;

    public void Add(int from, int to) => ranges.Add((from, to));

    /// <summary>Adds what the ranges do not have.</summary>
    public void AddOthers(IEnumerable<(int From, int To)> others) => ranges.AddRange(Complement(others, 0));

    /// <summary>Adds a category in the notation of .NET: <c>Lu</c>.</summary>
    public void AddCategory(string name, bool negated)
    {
        categories.Append(negated ? @"\P{" : @"\p{").Append(name).Append('}');
        allPairs |= negated;
    }

    /// <summary>Writes one item of a .NET pattern that matches one code point.</summary>
    public void Write(StringBuilder output, bool negated)
    {
        var pairs = allPairs ? [(FirstPair, Last)] : ranges.Where(r => r.To >= FirstPair).Select(r => (Math.Max(r.From, FirstPair), r.To));
        var parts = (negated ? Complement(pairs, FirstPair) : pairs).SelectMany(Pairs).ToList();
        output.Append("(?:").Append(negated ? "[^" : "[");
        foreach (var (from, to) in ranges.Where(r => r.From < FirstPair))
        {
            output.Append(Unit(from)).Append('-').Append(Unit(Math.Min(to, FirstPair - 1)));
        }

        output.Append(categories);
        if (negated)
        {
            output.Append(Surrogates);
        }
        else if (ranges.All(r => r.From >= FirstPair) && categories.Length == 0)
        {
            // A class must not be empty: what is in none.
            output.Append(@"\uD800-[\uD800]");
        }
        else if (categories.Length > 0 || ranges.Any(r => r is { From: <= LastSurrogate, To: >= FirstSurrogate }))
        {
            output.Append("-[").Append(Surrogates).Append(']');
        }

        output.Append(']');
        parts.ForEach(part => output.Append('|').Append(part));
        output.Append(')');
    }

    private static IEnumerable<(int From, int To)> Complement(IEnumerable<(int From, int To)> ranges, int from)
    {
        foreach (var range in ranges.OrderBy(r => r.From))
        {
            if (range.From > from)
            {
                yield return (from, range.From - 1);
            }

            from = Math.Max(from, range.To + 1);
        }

        if (from <= Last)
        {
            yield return (from, Last);
        }
    }

    private static IEnumerable<string> Pairs((int From, int To) range)
    {
        if (range == (FirstPair, Last))
        {
            yield return AnyPair;
            yield break;
        }

        var (high, low) = Split(range.From);
        var (lastHigh, lastLow) = Split(range.To);
        if (high == lastHigh)
        {
            yield return $"{Unit(high)}[{Unit(low)}-{Unit(lastLow)}]";
            yield break;
        }

        yield return $@"{Unit(high)}[{Unit(low)}-\uDFFF]";
        yield return $@"{Unit(lastHigh)}[\uDC00-{Unit(lastLow)}]";
        if (lastHigh - high > 1)
        {
            yield return $@"[{Unit(high + 1)}-{Unit(lastHigh - 1)}][\uDC00-\uDFFF]";
        }
    }

    private static (int High, int Low) Split(int codePoint) =>
        (0xD800 + ((codePoint - FirstPair) >> 10), 0xDC00 + ((codePoint - FirstPair) & 0x3FF));

    private static string Unit(int value) => string.Create(CultureInfo.InvariantCulture, $@"\u{value:X4}");
}

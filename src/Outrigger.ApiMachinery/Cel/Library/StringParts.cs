using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Parts of texts, found, cut out, replaced and put together.</summary>
internal static class StringParts
{
    // Room is counted in values; so many characters are one.
    public const int CharactersPerValue = 8;

    // Looking for a part takes as long as both are long, divided by this, when the text is made for that.
    private const int CharactersPerStep = 64;

    // More than any budget lets through.
    private const long MostJoined = 10_000_000;

    public static CelValue CharAt(string text, long index)
    {
        var length = CelStrings.Length(text);
        return index < 0 || index > length ? OutOfRange(index)
            : index == length ? CelValue.EmptyString
            : Cut(text, index, index + 1);
    }

    public static CelValue IndexOf(string text, string part, long from, CelBudget budget)
    {
        if (part.Length == 0)
        {
            return CelValue.FromInt(from);
        }

        if (from < 0)
        {
            return OutOfRange(from);
        }

        if (from >= CelStrings.Length(text))
        {
            return CelValue.FromInt(-1);
        }

        Search(text, part, budget);
        var found = text.IndexOf(part, CelStrings.Offset(text, (int)from), StringComparison.Ordinal);
        return CelValue.FromInt(found < 0 ? -1 : CelStrings.Index(text, found));
    }

    public static CelValue LastIndexOf(string text, string part, long? from, CelBudget budget)
    {
        var length = CelStrings.Length(text);
        if (part.Length == 0)
        {
            return CelValue.FromInt(from ?? length);
        }

        if (from is < 0)
        {
            return OutOfRange(from.Value);
        }

        var last = Math.Min(from ?? length, length - CelStrings.Length(part));
        if (last < 0 || from >= length)
        {
            return CelValue.FromInt(-1);
        }

        Search(text, part, budget);
        var found = text.AsSpan(0, CelStrings.Offset(text, (int)last) + part.Length).LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.FromInt(found < 0 ? -1 : CelStrings.Index(text, found));
    }

    public static CelValue Substring(string text, long start, long? end)
    {
        if (start > end)
        {
            return CelValue.FromError(string.Create(CultureInfo.InvariantCulture, $"invalid substring range. start: {start}, end: {end}"));
        }

        var length = CelStrings.Length(text);
        return start < 0 || start > length ? OutOfRange(start) : end > length ? OutOfRange(end.Value) : Cut(text, start, end ?? length);
    }

    public static CelValue Replace(string text, string old, string with, long most, CelBudget budget)
    {
        if (most == 0 || old == with)
        {
            return CelValue.FromString(text);
        }

        Search(text, old, budget);
        var count = Math.Min(Count(text, old), most < 0 ? long.MaxValue : most);
        budget.Take((text.Length + (count * Math.Max(with.Length - (long)old.Length, 0))) / CharactersPerValue);
        var result = new StringBuilder(text.Length);
        var at = 0;
        for (var i = 0L; i < count; i++)
        {
            var next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : i == 0 ? 0 : at + Width(text, at);
            result.Append(text, at, next - at).Append(with);
            at = next + old.Length;
        }

        return CelValue.FromString(result.Append(text, at, text.Length - at).ToString());
    }

    public static CelValue Split(string text, string separator, long most, CelBudget budget)
    {
        if (most == 0)
        {
            return CelValue.FromList(CelList.Empty);
        }

        Search(text, separator, budget);
        var parts = new List<CelValue>();
        var at = 0;
        while (at < text.Length || separator.Length > 0)
        {
            budget.Take(1);
            var end = most > 0 && parts.Count == most - 1 ? -1
                : separator.Length > 0 ? text.IndexOf(separator, at, StringComparison.Ordinal)
                : at + Width(text, at) is var next && next < text.Length ? next : -1;
            parts.Add(CelValue.FromString(end < 0 ? text[at..] : text[at..end]));
            if (end < 0)
            {
                break;
            }

            at = end + separator.Length;
        }

        return CelValue.FromList(parts);
    }

    public static CelValue Join(CelList list, string separator, CelBudget budget)
    {
        var text = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelValueKind.String)
            {
                return list[i].IsError ? list[i] : CelValue.FromError($"join: invalid input: {list[i]}");
            }

            var part = list[i].AsString;
            budget.Take((part.Length + separator.Length) / CharactersPerValue);
            budget.Step();
            text.Append(i == 0 ? "" : separator).Append(part);
        }

        return CelValue.FromString(text.ToString());
    }

    /// <summary>Twice the length of what comes out.</summary>
    public static long JoinCost(ReadOnlySpan<CelValue> args)
    {
        var list = args[0].AsList;
        var size = args.Length > 1 ? CostFactors.Size(args[1]) * Math.Max(list.Count - 1, 0) : 0;
        for (var i = 0; i < list.Count; i++)
        {
            // Empty texts cost nothing, but are looked at, too.
            if (size + i > MostJoined)
            {
                return long.MaxValue;
            }

            size += list[i].Kind == CelValueKind.String ? CostFactors.Size(list[i]) : 0;
        }

        return CostFactors.Traversal(size, 2);
    }

    /// <summary>A text in double quotes, with escapes. It costs as little as a short one, and may be twice as long.</summary>
    public static CelValue Quote(string text, CelBudget budget)
    {
        budget.Step(text.Length);
        budget.Take(((long)text.Length + text.Count(c => c is >= '\a' and <= '\r' or '\\' or '"')) / CharactersPerValue);
        Span<char> plain = stackalloc char[2];
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            var escaped = rune.Value switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => null,
            };
            result.Append(escaped is null ? plain[..rune.EncodeToUtf16(plain)] : escaped);
        }

        return CelValue.FromString(result.Append('"').ToString());
    }

    private static void Search(string text, string part, CelBudget budget) =>
        budget.Step((long)part.Length * Math.Max(text.Length - part.Length, 0) / CharactersPerStep);

    private static CelValue Cut(string text, long start, long end)
    {
        var from = CelStrings.Offset(text, (int)start);
        return CelValue.FromString(text[from..CelStrings.Offset(text, (int)end)]);
    }

    private static long Count(string text, string part)
    {
        if (part.Length == 0)
        {
            return CelStrings.Length(text) + 1L;
        }

        var count = 0L;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static int Width(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : Math.Min(1, text.Length - at);

    private static CelValue OutOfRange(long index) => CelValue.FromError(string.Create(CultureInfo.InvariantCulture, $"index out of range: {index}"));
}

using System.Globalization;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>How large the automaton of a regular expression is, about: <c>(a?){500}</c> is short to write and long to run.</summary>
internal static class PatternSize
{
    public static long Of(string pattern)
    {
        var open = new Stack<long>();
        long total = 0;
        long last = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    open.Push(total);
                    (total, last) = (0, 0);
                    break;
                case ')' when open.Count > 0:
                    last = Math.Max(total, 1);
                    total = Saturate(open.Pop() + last);
                    break;
                case '{':
                    var times = Times(pattern, ref i);
                    total = Saturate(total + (last * (times - 1)));
                    last = Saturate(last * times);
                    break;
                case '[':
                    i = EndOfClass(pattern, i);
                    (total, last) = (total + 1, 1);
                    break;
                case '\\':
                    i++;
                    (total, last) = (total + 1, 1);
                    break;
                default:
                    (total, last) = (total + 1, 1);
                    break;
            }
        }

        return total;
    }

    private static long Saturate(long size) => Math.Clamp(size, 0, int.MaxValue);

    // The larger number of {n}, {n,} and {n,m}; 1 when it is none of them.
    private static long Times(string pattern, ref int at)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0)
        {
            return 1;
        }

        var parts = pattern[(at + 1)..end].Split(',');
        var numbers = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToList();
        at = end;
        return Math.Max(numbers.Max(), 1);
    }

    private static int EndOfClass(string pattern, int at)
    {
        for (var i = at + 2; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == ']')
            {
                return i;
            }
        }

        return pattern.Length;
    }
}

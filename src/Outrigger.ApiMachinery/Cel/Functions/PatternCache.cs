using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>
/// The regular expressions of one program: those that stand in its text stay, of those that values make only a few are kept. All run
/// without backtracking, in time that grows with the text.
/// </summary>
internal sealed class PatternCache
{
    private const int Max = 32;
    private const int MaxLength = 10_000;
    private const int StatesPerStep = 16;

    // What compiling a pattern takes, at least and for each of its states.
    private const int StepsOfPattern = 20_000;
    private const int StepsOfState = 200;
    private readonly ConcurrentDictionary<string, Compiled> patterns = new(StringComparer.Ordinal);

    /// <summary>
    /// The compiled pattern, to be run on a text of a length; null, and what is wrong, when it is none. What the run takes is counted.
    /// </summary>
    public Regex? Find(string pattern, int length, CelBudget budget, out string error)
    {
        error = "";
        if (!patterns.TryGetValue(pattern, out var known))
        {
            if (pattern.Length > MaxLength)
            {
                throw new CelCostException();
            }

            budget.Step(StepsOfPattern + (PatternSize.Of(pattern) * StepsOfState));
            if ((known = Compile(pattern, out error)) is null)
            {
                return null;
            }

            if (patterns.Count < Max)
            {
                patterns.TryAdd(pattern, known);
            }
        }

        budget.Step((long)length * known.Size / StatesPerStep);
        return known.Regex;
    }

    private static Compiled? Compile(string pattern, out string error)
    {
        error = "";
        try
        {
            return new Compiled(GoPattern.Compile(pattern), PatternSize.Of(pattern));
        }
        catch (ArgumentException e)
        {
            error = $"error parsing regexp: {e.Message}";
            return null;
        }
    }

    private sealed record Compiled(Regex Regex, long Size);
}

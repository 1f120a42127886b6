using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ControlPlane.Expressions;

/// <summary>The variables of a policy: each is evaluated when it is first asked for, at most once for a request.</summary>
internal sealed class LazyVariables(IReadOnlyDictionary<string, CelProgram> programs, CelVariables around) : CelMap
{
    private readonly Dictionary<string, CelValue> known = new(StringComparer.Ordinal);

    /// <summary>What they cost so far.</summary>
    public long Cost { get; private set; }

    public override int Count => programs.Count;

    public override IEnumerable<CelValue> Keys => programs.Keys.Select(CelValue.FromString);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelValueKind.String && TryGet(key.AsString, out value);
    }

    public override bool TryGet(string name, out CelValue value)
    {
        if (known.TryGetValue(name, out value))
        {
            return true;
        }

        if (!programs.TryGetValue(name, out var program))
        {
            return false;
        }

        var budget = new CelBudget();
        value = program.Evaluate(around, budget);
        Cost += budget.Cost;
        value = value.IsError ? CelValue.FromError($"composited variable \"{name}\" fails to evaluate: {value.AsError}") : value;
        known[name] = value;
        return true;
    }
}

using System.Runtime.CompilerServices;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>
/// What one evaluation may still cost. Cost units are Kubernetes' (about 50 ns each), so that a rule that runs there runs here. They do
/// not count everything: how deep two values are compared, how long the result of a replace is. That is counted as steps and room,
/// and runs out as well, so that no expression can hold the server up.
/// </summary>
public sealed class CelBudget
{
    /// <summary>Cost units that one call of an expression may take (apiserver pkg/apis/cel PerCallLimit).</summary>
    public const long PerCall = 1_000_000;

    private const long StepsPerUnit = 20;
    private const long RoomPerUnit = 2;

    // A processor looks at so many characters in the time of one step.
    private const int CharactersPerStep = 16;
    private readonly long limit;
    private long steps;
    private long room;

    /// <summary>A fresh budget of cost units.</summary>
    public CelBudget(long limit = PerCall)
    {
        this.limit = limit;
        steps = Math.Max(limit, 1000) * StepsPerUnit;
        room = Math.Max(limit, 1000) * RoomPerUnit;
    }

    /// <summary>The cost so far; above the limit when that was the end of it.</summary>
    public long Cost { get; private set; }

    /// <summary>Whether an evaluation ended because it took too much.</summary>
    public bool IsSpent { get; private set; }

    internal void End() => IsSpent = true;

    /// <summary>Before going into a value: names make values deeper than any text. Throws <see cref="CelCostException"/> when the stack would not do.</summary>
    internal static void Descend()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new CelCostException();
        }
    }

    /// <summary>Adds to the cost. Throws <see cref="CelCostException"/> when that is too much.</summary>
    internal void Charge(long cost)
    {
        // What an attacker's sizes multiply to may be more than 64 bits.
        Cost = cost < 0 || Cost > long.MaxValue - cost ? long.MaxValue : Cost + cost;
        if (Cost > limit)
        {
            throw new CelCostException();
        }
    }

    /// <summary>Counts items or characters that are looked at without costing anything of their own.</summary>
    internal void Step(long count = 1)
    {
        steps -= count;
        if (steps < 0 || count < 0)
        {
            throw new CelCostException();
        }
    }

    /// <summary>Counts a look at all characters of a text, whatever it costs; nothing for other values.</summary>
    internal void Scan(CelValue value) => Scan(value.Kind == CelValueKind.String ? value.AsString.Length : 0);

    /// <summary>Counts a look at so many characters or bytes that stand one behind the other.</summary>
    internal void Scan(int length)
    {
        if (length >= CharactersPerStep)
        {
            Step(length / CharactersPerStep);
        }
    }

    /// <summary>Counts items or characters that are about to be kept in memory.</summary>
    internal void Take(long count)
    {
        room -= count;
        if (room < 0 || count < 0)
        {
            throw new CelCostException();
        }
    }
}

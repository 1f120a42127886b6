using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Costs;

/// <summary>What is known of a function's argument before it is called.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Size">Its size.</param>
/// <param name="ItemSize">The size of a list's items.</param>
/// <param name="Literal">The value itself, when it stands in the text.</param>
internal sealed record CostArgument(CelType Type, CostRange Size, CostRange ItemSize, CelValue? Literal)
{
    /// <summary>Looking at every character, so many times.</summary>
    public CostRange Traversal(double times = 1) => Size * (times * CostFactors.Character);

    /// <summary>The whole number that stands in the text, at least 0; the fallback when none does.</summary>
    public ulong Whole(ulong fallback) => Literal is { Kind: CelValueKind.Int } number ? (ulong)Math.Max(number.AsInt, 0) : fallback;
}

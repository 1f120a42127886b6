using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>One evaluation: what it works with, and the values of the macros' variables.</summary>
internal sealed class Frame(ICelVariables variables, CelContext context, int slots)
{
    public ICelVariables Variables { get; } = variables;

    public CelContext Context { get; } = context;

    public CelBudget Budget => Context.Budget;

    /// <summary>The variables of macros; each has its slot.</summary>
    public CelValue[] Locals { get; } = slots == 0 ? [] : new CelValue[slots];
}

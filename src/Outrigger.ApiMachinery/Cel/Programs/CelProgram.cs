using Outrigger.ApiMachinery.Cel.Evaluation;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Programs;

/// <summary>An expression that was compiled: can be evaluated any number of times, and at the same time.</summary>
public sealed class CelProgram
{
    private readonly Node root;
    private readonly int slots;
    private readonly IReadOnlySet<string> used;
    private readonly PatternCache patterns = new();

    internal CelProgram(string text, Node root, int slots, IReadOnlySet<string> used)
    {
        Text = text;
        this.root = root;
        this.slots = slots;
        this.used = used;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the expression names a variable.</summary>
    public bool Uses(string variable) => used.Contains(variable);

    /// <summary>
    /// The value, or an error as a value: also when the budget is spent (<see cref="CelBudget.IsSpent"/>). Throws
    /// <see cref="Library.CelPendingException"/> when the decision of an authorizer is needed that is not known yet.
    /// </summary>
    public CelValue Evaluate(ICelVariables variables, CelBudget budget)
    {
        try
        {
            return root.Evaluate(new Frame(variables, new CelContext(budget, patterns), slots));
        }
        catch (CelCostException e)
        {
            budget.End();
            return CelValue.FromError(e.Message);
        }
    }
}

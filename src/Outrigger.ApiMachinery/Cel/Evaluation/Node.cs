using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>A step of an expression that can be run, any number of times and at the same time.</summary>
internal abstract class Node
{
    /// <summary>The value, or an error as a value. Throws <see cref="CelCostException"/> when the budget is spent.</summary>
    public abstract CelValue Evaluate(Frame frame);
}

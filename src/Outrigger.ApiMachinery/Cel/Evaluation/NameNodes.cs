using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>A value that is known.</summary>
internal sealed class ConstantNode(CelValue value) : Node
{
    public CelValue Value { get; } = value;

    public override CelValue Evaluate(Frame frame) => Value;
}

/// <summary>A variable of the expression.</summary>
internal sealed class VariableNode(string name) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Budget.Charge(CostFactors.Select);
        return frame.Variables.TryGet(name, out var value) ? value : CelValue.FromError($"no such attribute(s): {name}");
    }
}

/// <summary>A variable of a macro.</summary>
internal sealed class LocalNode(int slot) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Budget.Charge(CostFactors.Select);
        return frame.Locals[slot];
    }
}

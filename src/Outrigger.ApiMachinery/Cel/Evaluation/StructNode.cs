using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary><c>Object.spec{a: b, ?c: d}</c>.</summary>
internal sealed class StructNode(CelType type, (string Name, Node Value, bool IsOptional)[] fields) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Budget.Charge(CostFactors.NewObject);
        frame.Budget.Take(fields.Length);
        var values = new Dictionary<string, CelValue>(fields.Length, StringComparer.Ordinal);
        foreach (var (name, node, isOptional) in fields)
        {
            if (!Optionals.TryUnwrap(node.Evaluate(frame), isOptional, out var value))
            {
                continue;
            }

            if (value.IsError)
            {
                return value;
            }

            values[name] = value;
        }

        return CelValue.FromObject(new CelMadeObject(type, values));
    }
}

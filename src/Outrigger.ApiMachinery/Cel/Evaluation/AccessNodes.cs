using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary><c>a.b</c>. A part of an optional is optional.</summary>
internal sealed class SelectNode(Node operand, string field, bool isOptional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var target = operand.Evaluate(frame);
        if (target.IsError)
        {
            return target;
        }

        frame.Budget.Charge(CostFactors.Select);
        var optional = isOptional;
        if (target.Kind == CelValueKind.Optional)
        {
            if (!target.HasValue)
            {
                return target;
            }

            target = target.OptionalValue;
            optional = true;
        }

        var isThere = Access.TryGet(target, field, out var value);
        if (optional)
        {
            return !isThere ? CelValue.None : value.IsError ? value : CelValue.Some(value);
        }

        return isThere ? value : Access.Missing(target, CelValue.FromString(field));
    }
}

/// <summary><c>has(a.b)</c>.</summary>
internal sealed class TestNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var target = operand.Evaluate(frame);
        if (target.IsError)
        {
            return target;
        }

        if (target.Kind == CelValueKind.Optional)
        {
            if (!target.HasValue)
            {
                return CelValue.False;
            }

            target = target.OptionalValue;
        }

        var isThere = Access.TryGet(target, field, out var value);
        return isThere && value.IsError ? value : CelValue.FromBool(isThere);
    }
}

/// <summary><c>a[b]</c> and <c>a[?b]</c>.</summary>
internal sealed class IndexNode(Node operand, Node index, bool isOptional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var target = operand.Evaluate(frame);
        if (target.IsError)
        {
            return target;
        }

        var key = index.Evaluate(frame);
        if (key.IsError)
        {
            return key;
        }

        frame.Budget.Charge(CostFactors.Select);
        frame.Budget.Scan(key);
        var optional = isOptional;
        if (target.Kind == CelValueKind.Optional)
        {
            if (!target.HasValue)
            {
                return target;
            }

            target = target.OptionalValue;
            optional = true;
        }

        var isThere = Access.TryGet(target, key, out var value);
        if (optional)
        {
            return !isThere ? CelValue.None : value.IsError ? value : CelValue.Some(value);
        }

        return isThere ? value : Access.Missing(target, key);
    }
}

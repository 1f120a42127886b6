using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary><c>&amp;&amp;</c> and <c>||</c>: a term that decides does so whatever errors the others have.</summary>
internal sealed class LogicNode(bool isAnd, Node[] terms) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        CelValue? error = null;
        foreach (var term in terms)
        {
            var value = term.Evaluate(frame);
            if (value.Kind != CelValueKind.Bool)
            {
                error ??= value.IsError ? value : CelValue.FromError(CelError.NoSuchOverload);
            }
            else if (value.IsTrue != isAnd)
            {
                return value;
            }
        }

        return error ?? CelValue.FromBool(isAnd);
    }
}

/// <summary><c>a ? b : c</c>.</summary>
internal sealed class ConditionalNode(Node condition, Node whenTrue, Node whenFalse) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = condition.Evaluate(frame);
        return value.Kind != CelValueKind.Bool
            ? value.IsError ? value : CelValue.FromError(CelError.NoSuchOverload)
            : value.IsTrue ? whenTrue.Evaluate(frame) : whenFalse.Evaluate(frame);
    }
}

/// <summary>Whether a macro goes on: not when the value is false; an error may be outdone by a later item.</summary>
internal sealed class NotFalseNode(Node operand) : Node
{
    public override CelValue Evaluate(Frame frame) => CelValue.FromBool(!operand.Evaluate(frame).IsFalse);
}

/// <summary><c>a.or(b)</c> and <c>a.orValue(b)</c>: what is behind is evaluated when it is needed only.</summary>
internal sealed class OrNode(Node optional, Node other, bool unwraps) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = optional.Evaluate(frame);
        return value.Kind != CelValueKind.Optional
            ? value.IsError ? value : CelValue.FromError(CelError.NoSuchOverload)
            : !value.HasValue ? other.Evaluate(frame) : unwraps ? value.OptionalValue : value;
    }
}

using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>A call: of the form that fits the values, when the types left more than one.</summary>
internal sealed class CallNode(string name, IReadOnlyList<Overload> overloads, Node[] args) : Node
{
    private const int Inline = 4;

    public override CelValue Evaluate(Frame frame)
    {
        if (args.Length > Inline)
        {
            return Evaluate(frame, new CelValue[args.Length]);
        }

        var few = default(Values4);
        return Evaluate(frame, ((Span<CelValue>)few)[..args.Length]);
    }

    private CelValue Evaluate(Frame frame, Span<CelValue> values)
    {
        for (var i = 0; i < args.Length; i++)
        {
            values[i] = args[i].Evaluate(frame);
            if (values[i].IsError)
            {
                return values[i];
            }

            // Also functions that cost 1 look at their texts.
            frame.Budget.Scan(values[i]);
        }

        foreach (var overload in overloads)
        {
            if (overload.Implementation is { } does && (overload.ChecksItself || overload.Fits(values)))
            {
                frame.Budget.Charge(overload.Cost?.Invoke(values) ?? 1);
                return does(values, frame.Context);
            }
        }

        var types = string.Join(", ", values.ToArray().Select(v => RuntimeTypes.Of(v).Name));
        return CelValue.FromError($"no such overload: {name}({types})");
    }

    [InlineArray(Inline)]
    private struct Values4
    {
        private CelValue first;
    }
}

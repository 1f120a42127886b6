using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>The slots of a macro's variables; the second is -1 for macros with one.</summary>
internal readonly record struct FoldSlots(int Accumulator, int First, int Second);

/// <summary>Goes over a list or a map.</summary>
internal sealed class FoldNode(FoldSlots slots, Node range, Node start, Node condition, Node step, Node result) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var over = range.Evaluate(frame);
        if (over.IsError)
        {
            return over;
        }

        frame.Locals[slots.Accumulator] = start.Evaluate(frame);
        if (over.Kind == CelValueKind.List)
        {
            OverList(frame, over.AsList);
        }
        else if (over.Kind == CelValueKind.Map)
        {
            OverMap(frame, over.AsMap);
        }
        else
        {
            return CelValue.FromError($"got '{Functions.RuntimeTypes.Of(over).Name}', expected iterable type");
        }

        return result.Evaluate(frame);
    }

    private void OverList(Frame frame, CelList list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (!Next(frame, slots.Second < 0 ? item : CelValue.FromInt(i), item))
            {
                return;
            }
        }
    }

    private void OverMap(Frame frame, CelMap map)
    {
        foreach (var key in map.Keys)
        {
            var value = slots.Second >= 0 && map.TryGet(key, out var found) ? found : default;
            if (!Next(frame, key, value))
            {
                return;
            }
        }
    }

    private bool Next(Frame frame, CelValue first, CelValue second)
    {
        frame.Budget.Step();
        frame.Locals[slots.First] = first;
        if (slots.Second >= 0)
        {
            frame.Locals[slots.Second] = second;
        }

        if (!condition.Evaluate(frame).IsTrue)
        {
            return false;
        }

        frame.Locals[slots.Accumulator] = step.Evaluate(frame);
        return true;
    }
}

/// <summary>Gives a value a name within an expression.</summary>
internal sealed class BindNode(int slot, Node value, Node within) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Locals[slot] = value.Evaluate(frame);
        return within.Evaluate(frame);
    }
}

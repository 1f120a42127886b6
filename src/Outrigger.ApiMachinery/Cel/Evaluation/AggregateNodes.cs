using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary><c>[a, ?b]</c>.</summary>
internal sealed class ListNode(Node[] items, bool[] optional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Budget.Charge(CostFactors.NewList);
        frame.Budget.Take(items.Length);
        var values = new List<CelValue>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            if (!Optionals.TryUnwrap(items[i].Evaluate(frame), optional[i], out var value))
            {
                continue;
            }

            if (value.IsError)
            {
                return value;
            }

            values.Add(value);
        }

        return values.Count == 0 ? CelValue.FromList(CelList.Empty) : CelValue.FromList(new ArrayList([.. values]));
    }
}

/// <summary><c>{a: b, ?c: d}</c>.</summary>
internal sealed class MapNode((Node Key, Node Value, bool IsOptional)[] entries) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Budget.Charge(CostFactors.NewMap);
        frame.Budget.Take(entries.Length);
        var values = new Dictionary<CelValue, CelValue>(KeyComparer.Instance);
        foreach (var (keyNode, valueNode, isOptional) in entries)
        {
            var key = keyNode.Evaluate(frame);
            if (key.IsError)
            {
                return key;
            }

            frame.Budget.Scan(key);
            if (!Optionals.TryUnwrap(valueNode.Evaluate(frame), isOptional, out var value))
            {
                continue;
            }

            if (value.IsError)
            {
                return value;
            }

            if (!IsKey(key))
            {
                return CelValue.FromError("unsupported key type");
            }

            if (!values.TryAdd(key, value))
            {
                return CelValue.FromError($"Failed with repeated key: {key}");
            }
        }

        return CelValue.FromMap(new DictionaryMap(values));
    }

    private static bool IsKey(CelValue key) => CelNumbers.IsNumber(key) || key.Kind is CelValueKind.String or CelValueKind.Bool;
}

/// <summary>Optional items and entries.</summary>
internal static class Optionals
{
    /// <summary>The value to put in; false when an optional one has none.</summary>
    public static bool TryUnwrap(CelValue given, bool isOptional, out CelValue value)
    {
        value = given;
        if (!isOptional || given.IsError)
        {
            return true;
        }

        if (given.Kind != CelValueKind.Optional)
        {
            value = CelValue.FromError($"cannot initialize optional entry from non-optional value {given}");
            return true;
        }

        value = given.HasValue ? given.OptionalValue : default;
        return given.HasValue;
    }
}

using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of lists: isSorted, sum, min, max, indexOf, lastIndexOf.</summary>
internal static class ListFunctions
{
    private static readonly (string Name, CelType Type, CelValue Zero)[] Summable =
    [
        ("int", CelType.Int, CelValue.FromInt(0)), ("uint", CelType.Uint, CelValue.FromUint(0)),
        ("double", CelType.Double, CelValue.FromDouble(0)), ("duration", CelType.Duration, CelValue.FromDuration(0)),
    ];

    /// <summary>Types that can be ordered, by the names that the library's forms have.</summary>
    public static IReadOnlyList<(string Name, CelType Type)> Comparable { get; } =
    [
        ("int", CelType.Int), ("uint", CelType.Uint), ("double", CelType.Double), ("bool", CelType.Bool), ("duration", CelType.Duration),
        ("timestamp", CelType.Timestamp), ("string", CelType.String), ("bytes", CelType.Bytes),
    ];

    // What has more parts and characters than this, each part counted as often as it is met, is too dear in any case.
    private const long MostVisits = 2_000_000;

    public static CelLibrary Library { get; } = new("kubernetes.lists")
    {
        Functions =
        [
            new("isSorted", [.. Comparable.Select(t => Over($"list_{t.Name}_is_sorted_bool", CelType.Bool, t.Type, IsSorted))]),
            new("sum", [.. Summable.Select(t => Over($"list_{t.Name}_sum_{t.Name}", t.Type, t.Type, (args, context) => Sum(args[0].AsList, t.Zero, context)))]),
            new("min", [.. Comparable.Select(t => Over($"list_{t.Name}_min_{t.Name}", t.Type, t.Type, (args, _) => Extreme("min", args[0].AsList, 1)))]),
            new("max", [.. Comparable.Select(t => Over($"list_{t.Name}_max_{t.Name}", t.Type, t.Type, (args, _) => Extreme("max", args[0].AsList, -1)))]),
            new("indexOf", [Member("list_a_index_of_int", CelType.Int, [ListOfA, A], (args, context) =>
                CelValue.FromInt(args[0].AsList.IndexOf(args[1], context.Budget))).Costs(TraversalCost)]),
            new("lastIndexOf", [Member("list_a_last_index_of_int", CelType.Int, [ListOfA, A], LastIndexOf).Costs(TraversalCost)]),
        ],
    };

    /// <summary>What looking at everything in a value costs.</summary>
    public static long TraversalCost(ReadOnlySpan<CelValue> args)
    {
        var left = MostVisits;
        var cost = Traversal(args[0], ref left);
        return left < 0 ? long.MaxValue : cost;
    }

    private static Overload Over(string id, CelType result, CelType item, CelFunction does) =>
        Member(id, result, [CelType.List(item)], does).Costs(TraversalCost);

    private static long Traversal(CelValue value, ref long left)
    {
        switch (value.Kind)
        {
            case CelValueKind.String or CelValueKind.Bytes:
                var length = (long)(CostFactors.Size(value) * CostFactors.Character);
                left -= length + 1;
                return length;
            case CelValueKind.List:
                CelBudget.Descend();
                left--;
                var items = 0L;
                for (var i = 0; i < value.AsList.Count && left >= 0; i++)
                {
                    items += Traversal(value.AsList[i], ref left);
                }

                return Math.Max(items, value.AsList.Count / 10);
            case CelValueKind.Map:
                CelBudget.Descend();
                left--;
                var entries = 0L;
                foreach (var key in value.AsMap.Keys)
                {
                    entries += Traversal(key, ref left) + (value.AsMap.TryGet(key, out var inner) ? Traversal(inner, ref left) : 0);
                    if (left < 0)
                    {
                        break;
                    }
                }

                return entries;
            default:
                left--;
                return 1;
        }
    }

    private static CelValue IsSorted(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var list = args[0].AsList;
        for (var i = 1; i < list.Count; i++)
        {
            // As in Kubernetes, what cannot be ordered is in order.
            if (CelOrder.Compare(list[i - 1], list[i], out _) > 0)
            {
                return CelValue.False;
            }
        }

        return CelValue.True;
    }

    private static CelValue Sum(CelList list, CelValue sum, CelContext context)
    {
        for (var i = 0; i < list.Count && !sum.IsError; i++)
        {
            sum = Arithmetic.Add([sum, list[i]], context);
        }

        return sum;
    }

    private static CelValue Extreme(string name, CelList list, int order)
    {
        if (list.Count == 0)
        {
            return CelValue.FromError($"{name} called on empty list");
        }

        var found = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (CelOrder.Compare(found, list[i], out _) == order)
            {
                found = list[i];
            }
        }

        return found;
    }

    private static CelValue LastIndexOf(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var list = args[0].AsList;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (CelEquality.AreEqual(list[i], args[1], context.Budget))
            {
                return CelValue.FromInt(i);
            }
        }

        return CelValue.FromInt(-1);
    }
}

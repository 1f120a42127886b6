using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Other lists out of lists: slice, flatten, sort, sortBy, reverse, distinct, lists.range (cel-go ext.Lists).</summary>
internal static class ListExtensions
{
    private const string Sorting = "@sortByAssociatedKeys";
    private const string Input = "@__sortBy_input__";

    public static CelLibrary Library { get; } = new("cel.lib.ext.lists")
    {
        Macros = [new("sortBy", 2, IsMember: true, SortBy)],
        Functions =
        [
            Function("slice", Making("list_slice", [ListOfA, CelType.Int, CelType.Int], Slice, args => Math.Max(0, args[2].AsInt - args[1].AsInt))),
            Function(
                "flatten",
                Making("list_flatten", [CelType.List(ListOfA)], (args, context) => Flatten(args[0].AsList, 1, context.Budget), args => args[0].AsList.Count),
                Member("list_flatten_int", CelType.AnyList, [CelType.AnyList, CelType.Int], (args, context) =>
                    Flatten(args[0].AsList, args[1].AsInt, context.Budget)).Costs(args => Allocating(args[0].AsList.Count, Math.Max(0, args[1].AsInt)))),
            new("sort", [.. ListFunctions.Comparable.Select(t =>
                Member($"list_{t.Name}_sort", CelType.List(t.Type), [CelType.List(t.Type)], (args, context) =>
                    Sort(args[0].AsList, args[0].AsList, context.Budget)).Costs(args => ComparingAll(args[0].AsList)))]),
            new(Sorting, [.. ListFunctions.Comparable.Select(t =>
                Member($"list_{t.Name}_sortByAssociatedKeys", ListOfA, [ListOfA, CelType.List(t.Type)], (args, context) =>
                    Sort(args[0].AsList, args[1].AsList, context.Budget)).Costs(args => ComparingAll(args[1].AsList)))]),
            Function("reverse", Making("list_reverse", [ListOfA], Reverse, args => args[0].AsList.Count)),
            Function("distinct", Member("list_distinct", ListOfA, [ListOfA], Distinct).Costs(args => ComparingAll(args[0].AsList))),
            Function("lists.range", Global("lists_range", CelType.List(CelType.Int), [CelType.Int], Range)
                .Costs(args => Allocating(Math.Max(0, args[0].AsInt), 1))),
        ],
    };

    private static Overload Making(string id, CelType[] args, CelFunction does, CelFunctionCost size) =>
        Member(id, ListOfA, args, does).Costs(values => Allocating(size(values), 1));

    private static long Allocating(long size, long times) =>
        size > 0 && times > long.MaxValue / 2 / size ? long.MaxValue / 2 : (size * times) + 1 + CostFactors.NewList;

    // The worst case: every item is compared with each.
    private static long ComparingAll(CelList list)
    {
        var texts = list.Count > 0 && list[0].Kind is CelValueKind.String or CelValueKind.Bytes;
        return (long)((double)list.Count * list.Count * (texts ? 2 + CostFactors.Character : 2)) + 1 + CostFactors.NewList;
    }

    private static CelValue Slice(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (list, start, end) = (args[0].AsList, args[1].AsInt, args[2].AsInt);
        var fault = start < 0 || end < 0 ? "negative indexes not supported"
            : start > end ? "start index must be less than or equal to end index"
            : list.Count < end ? FormattableString.Invariant($"list is length {list.Count}")
            : null;
        return fault is null
            ? Make(Enumerable.Range((int)start, (int)(end - start)).Select(i => list[i]), end - start, context.Budget)
            : CelValue.FromError(FormattableString.Invariant($"cannot slice({start}, {end}), {fault}"));
    }

    private static CelValue Flatten(CelList list, long depth, CelBudget budget)
    {
        if (depth < 0)
        {
            return CelValue.FromError("level must be non-negative");
        }

        var items = new List<CelValue>();
        Flatten(list, depth, items, budget);
        return CelValue.FromList(items);
    }

    private static void Flatten(CelList list, long depth, List<CelValue> into, CelBudget budget)
    {
        CelBudget.Descend();
        for (var i = 0; i < list.Count; i++)
        {
            budget.Take(1);
            if (depth > 0 && list[i].Kind == CelValueKind.List)
            {
                Flatten(list[i].AsList, depth - 1, into, budget);
            }
            else
            {
                into.Add(list[i]);
            }
        }
    }

    private static CelValue Sort(CelList list, CelList keys, CelBudget budget)
    {
        budget.Take(list.Count);
        var all = Enumerable.Range(0, keys.Count).Select(i => keys[i]).ToArray();
        if (all.Any(k => k.Kind != all[0].Kind))
        {
            return CelValue.FromError("list elements must have the same type");
        }

        var order = Enumerable.Range(0, list.Count).ToArray();
        Array.Sort(order, (a, b) =>
        {
            budget.Step();
            budget.Scan(all[a]);
            return CelOrder.Compare(all[a], all[b], out _) is { } order and not 0 ? order : a.CompareTo(b);
        });
        return CelValue.FromList([.. order.Select(i => list[i])]);
    }

    private static CelValue Reverse(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var list = args[0].AsList;
        return Make(Enumerable.Range(1, list.Count).Select(i => list[^i]), list.Count, context.Budget);
    }

    private static CelValue Distinct(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var list = args[0].AsList;
        var found = new List<CelValue>();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (!found.Exists(f => CelEquality.AreEqual(item, f, context.Budget)))
            {
                context.Budget.Take(1);
                found.Add(item);
            }
        }

        return CelValue.FromList(found);
    }

    private static CelValue Range(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var count = Math.Max(0, args[0].AsInt);
        context.Budget.Take(count);
        return CelValue.FromList([.. Enumerable.Range(0, (int)count).Select(i => CelValue.FromInt(i))]);
    }

    private static CelValue Make(IEnumerable<CelValue> items, long count, CelBudget budget)
    {
        budget.Take(count);
        return CelValue.FromList([.. items]);
    }

    private static FoldExpr SortBy(MacroCall call)
    {
        if (call.Target is LiteralExpr or MapExpr or StructExpr or LogicExpr)
        {
            throw new MacroException(call.Target.Offset, "sortBy can only be applied to a list, identifier, comprehension, call or select expression");
        }

        var keys = StandardMacros.Map(call with { Target = call.Ident(Input) }, null, call.Args[1]);
        return call.Bind(Input, call.Target!, call.CallOn(call.Ident(Input), Sorting, keys));
    }
}

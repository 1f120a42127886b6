using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Lists as sets: sets.contains, sets.equivalent, sets.intersects (cel-go ext.Sets).</summary>
internal static class SetFunctions
{
    public static CelLibrary Library { get; } = new("cel.lib.ext.sets")
    {
        Functions =
        [
            Function("sets.contains", Comparing("list_sets_contains_list", 1, Contains)),
            Function("sets.equivalent", Comparing("list_sets_equivalent_list", 2, (a, b, budget) => Contains(a, b, budget) && Contains(b, a, budget))),
            Function("sets.intersects", Comparing("list_sets_intersects_list", 1, Intersects)),
        ],
    };

    private static Overload Comparing(string id, long times, Func<CelList, CelList, CelBudget, bool> holds) =>
        Global(id, CelType.Bool, [ListOfA, ListOfA], (args, context) => CelValue.FromBool(holds(args[0].AsList, args[1].AsList, context.Budget)))
            .Costs(args => 1 + (CostFactors.Size(args[0]) * CostFactors.Size(args[1]) * times));

    private static bool Contains(CelList list, CelList part, CelBudget budget)
    {
        for (var i = 0; i < part.Count; i++)
        {
            if (!list.Contains(part[i], budget))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Intersects(CelList list, CelList other, CelBudget budget)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (other.Contains(list[i], budget))
            {
                return true;
            }
        }

        return false;
    }
}

using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Lists and maps made of others with two variables: transformList, transformMap, transformMapEntry (cel-go ext.TwoVarComprehensions).</summary>
internal static class TransformMacros
{
    private const string Insert = "cel.@mapInsert";

    public static CelLibrary Library { get; } = new("cel.lib.ext.comprev2")
    {
        Macros =
        [
            .. Macro("transformList", call => call.List(), (call, value) => call.Call(Operators.Add, call.Accumulated, call.List(value))),
            .. Macro("transformMap", Nothing, (call, value) => call.Call(Insert, call.Accumulated, call.Args[0], value)),
            .. Macro("transformMapEntry", Nothing, (call, value) => call.Call(Insert, call.Accumulated, value)),
        ],
        Functions =
        [
            Function(
                Insert,
                Global("@mapInsert_map_key_value", MapOfAB, [MapOfAB, A, B], (args, context) => Add(args[0], args[1], args[2], context.Budget)),
                Global("@mapInsert_map_map", MapOfAB, [MapOfAB, MapOfAB], AddAll)),
        ],
    };

    private static IEnumerable<Macro> Macro(string name, Func<MacroCall, Expr> start, Func<MacroCall, Expr, Expr> step) =>
    [
        new(name, 3, IsMember: true, call => Fold(call, start(call), step(call, call.Args[2]))),
        new(name, 4, IsMember: true, call => Fold(call, start(call), call.If(call.Args[2], step(call, call.Args[3]), call.Accumulated))),
    ];

    private static FoldExpr Fold(MacroCall call, Expr start, Expr step)
    {
        var (first, second) = StandardMacros.Variables(call);
        return new FoldExpr(call.Offset)
        {
            Range = call.Target!,
            Variable = first,
            Variable2 = second,
            Start = start,
            Condition = call.Literal(CelValue.True),
            Step = step,
            Result = call.Accumulated,
        };
    }

    private static MapExpr Nothing(MacroCall call) => new(call.Offset, []);

    private static CelValue Add(CelValue map, CelValue key, CelValue value, CelBudget budget)
    {
        budget.Scan(key);
        return map.AsMap.TryGet(key, out _)
            ? CelValue.FromError($"insert failed: key {key} already exists")
            : CelValue.FromMap(GrowingMap.Add(map.AsMap, key, value, budget));
    }

    private static CelValue AddAll(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var map = args[0];
        foreach (var key in args[1].AsMap.Keys)
        {
            map = args[1].AsMap.TryGet(key, out var value) ? Add(map, key, value, context.Budget) : map;
            if (map.IsError)
            {
                break;
            }
        }

        return map;
    }
}

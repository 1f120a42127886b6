using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;
using static Outrigger.ApiMachinery.Cel.Types.CelType;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Optional values: <c>optional.of(x)</c>, <c>a.?b.orValue(c)</c> (cel-go cel.OptionalTypes).</summary>
internal static class OptionalFunctions
{
    private const string Target = "@target";
    private static readonly CelType OptionalA = Optional(A);

    public static CelLibrary Library { get; } = new("optional")
    {
        Types = [Optional(Dyn)],
        Macros =
        [
            new("optMap", 2, IsMember: true, call => Map(call, value => call.Call("optional.of", value), "optMap")),
            new("optFlatMap", 2, IsMember: true, call => Map(call, value => value, "optFlatMap")),
        ],
        Functions =
        [
            Function("optional.of", Global("optional_of", OptionalA, [A], (args, _) => CelValue.Some(args[0]))),
            Function("optional.none", Global("optional_none", OptionalA, [], (_, _) => CelValue.None)),
            Function("optional.ofNonZeroValue", Global("optional_ofNonZeroValue", OptionalA, [A], (args, _) =>
                IsZero(args[0]) ? CelValue.None : CelValue.Some(args[0]))),
            Function("value", Member("optional_value", A, [OptionalA], (args, _) =>
                args[0].HasValue ? args[0].OptionalValue : CelValue.FromError("optional.none() dereference"))),
            Function("hasValue", Member("optional_hasValue", Bool, [OptionalA], (args, _) => CelValue.FromBool(args[0].HasValue))),
            Function("or", Member("optional_or_optional", OptionalA, [OptionalA, OptionalA], null)),
            Function("orValue", Member("optional_orValue_value", A, [OptionalA, A], null)),
            Function("first", Member("list_first", OptionalA, [ListOfA], (args, _) =>
                args[0].AsList.Count == 0 ? CelValue.None : CelValue.Some(args[0].AsList[0]))),
            Function("last", Member("list_last", OptionalA, [ListOfA], (args, _) =>
                args[0].AsList.Count == 0 ? CelValue.None : CelValue.Some(args[0].AsList[^1]))),
            Function("optional.unwrap", Global("optional_unwrap", ListOfA, [List(OptionalA)], Unwrap)),
            Function("unwrapOpt", Member("optional_unwrapOpt", ListOfA, [List(OptionalA)], Unwrap)),
        ],
    };

    private static FoldExpr Map(MacroCall call, Func<Expr, Expr> wrap, string name)
    {
        if (call.Args[0] is not IdentExpr { Name: var variable })
        {
            throw new MacroException(call.Args[0].Offset, $"{name}() variable name must be a simple identifier");
        }

        // The target has a name of its own: written twice, it would double with every call in a chain.
        var target = call.Ident(Target);
        var value = call.CallOn(target, "value");
        var mapped = wrap(call.Bind(variable, value, call.Args[1]));
        return call.Bind(Target, call.Target!, call.If(call.CallOn(call.Ident(Target), "hasValue"), mapped, call.Call("optional.none")));
    }

    private static bool IsZero(CelValue value) => value.Kind switch
    {
        CelValueKind.Null => true,
        CelValueKind.Bool => value.IsFalse,
        CelValueKind.Int or CelValueKind.Uint or CelValueKind.Double => CelNumbers.AreEqual(value, CelValue.FromInt(0)),
        CelValueKind.String => value.AsString.Length == 0,
        CelValueKind.Bytes => value.AsBytes.Length == 0,
        CelValueKind.Duration => value.AsDuration == 0,
        CelValueKind.List => value.AsList.Count == 0,
        CelValueKind.Map => value.AsMap.Count == 0,
        CelValueKind.Optional => !value.HasValue,
        _ => false,
    };

    private static CelValue Unwrap(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var list = args[0].AsList;
        context.Budget.Step(list.Count);
        context.Budget.Take(list.Count);
        var values = new List<CelValue>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelValueKind.Optional)
            {
                return CelValue.FromError($"value {list[i]} is not optional");
            }

            if (list[i].HasValue)
            {
                values.Add(list[i].OptionalValue);
            }
        }

        return CelValue.FromList(values);
    }
}

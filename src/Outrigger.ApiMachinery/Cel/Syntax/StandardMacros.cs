using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>The macros of the language itself: has, all, exists, exists_one, map, filter; each but the first with one variable or two.</summary>
internal static class StandardMacros
{
    private const string NotAnIdentifier = "argument is not an identifier";

    public static IReadOnlyList<Macro> All { get; } =
    [
        new("has", 1, IsMember: false, Has),
        new("all", 2, IsMember: true, c => Quantifier(c, All1)),
        new("exists", 2, IsMember: true, c => Quantifier(c, Exists)),
        new("exists_one", 2, IsMember: true, c => Quantifier(c, ExistsOne)),
        new("existsOne", 2, IsMember: true, c => Quantifier(c, ExistsOne)),
        new("map", 2, IsMember: true, c => Map(c, null, c.Args[1])),
        new("map", 3, IsMember: true, c => Map(c, c.Args[1], c.Args[2])),
        new("filter", 2, IsMember: true, c => Filter(c)),
    ];

    /// <summary>The same with two variables: index or key, and item or value.</summary>
    public static IReadOnlyList<Macro> WithTwoVariables { get; } =
    [
        new("all", 3, IsMember: true, c => Quantifier2(c, All1)),
        new("exists", 3, IsMember: true, c => Quantifier2(c, Exists)),
        new("existsOne", 3, IsMember: true, c => Quantifier2(c, ExistsOne)),
        new("exists_one", 3, IsMember: true, c => Quantifier2(c, ExistsOne)),
    ];

    /// <summary>A fold over a list that makes a list: of what the values are made into, of those that the filter lets through.</summary>
    public static FoldExpr Map(MacroCall call, Expr? filter, Expr value)
    {
        var variable = call.Variable(0, NotAnIdentifier);
        Expr step = call.Call(Operators.Add, call.Accumulated, call.List(value));
        return new FoldExpr(call.Offset)
        {
            Range = call.Target!,
            Variable = variable,
            Start = call.List(),
            Condition = call.Literal(CelValue.True),
            Step = filter is null ? step : call.If(filter, step, call.Accumulated),
            Result = call.Accumulated,
        };
    }

    /// <summary>The names of two variables, which must differ.</summary>
    public static (string First, string Second) Variables(MacroCall call)
    {
        var (first, second) = (call.Variable(0), call.Variable(1));
        return first == second ? throw new MacroException(call.Args[1].Offset, $"duplicate variable name: {first}") : (first, second);
    }

    private static SelectExpr Has(MacroCall call) => call.Args[0] is SelectExpr { IsTest: false, IsOptional: false } select
        ? new SelectExpr(call.Offset, select.Operand, select.Field, isTest: true)
        : throw new MacroException(call.Args[0].Offset, "invalid argument to has() macro");

    private static FoldExpr Filter(MacroCall call)
    {
        call.Variable(0, NotAnIdentifier);
        return Map(call, call.Args[1], call.Args[0]);
    }

    private static FoldExpr Quantifier(MacroCall call, Func<MacroCall, Expr, Parts> parts) =>
        parts(call, call.Args[1]).Fold(call, call.Variable(0), null);

    private static FoldExpr Quantifier2(MacroCall call, Func<MacroCall, Expr, Parts> parts)
    {
        var (first, second) = Variables(call);
        return parts(call, call.Args[2]).Fold(call, first, second);
    }

    private static Parts All1(MacroCall call, Expr predicate) => new(
        call.Literal(CelValue.True),
        call.Call(Operators.NotStrictlyFalse, call.Accumulated),
        call.Logic(isAnd: true, call.Accumulated, predicate),
        call.Accumulated);

    private static Parts Exists(MacroCall call, Expr predicate) => new(
        call.Literal(CelValue.False),
        call.Call(Operators.NotStrictlyFalse, call.Call(Operators.Not, call.Accumulated)),
        call.Logic(isAnd: false, call.Accumulated, predicate),
        call.Accumulated);

    private static Parts ExistsOne(MacroCall call, Expr predicate) => new(
        call.Literal(CelValue.FromInt(0)),
        call.Literal(CelValue.True),
        call.If(predicate, call.Call(Operators.Add, call.Accumulated, call.Literal(CelValue.FromInt(1))), call.Accumulated),
        call.Call(Operators.Equals, call.Accumulated, call.Literal(CelValue.FromInt(1))));

    private sealed record Parts(Expr Start, Expr Condition, Expr Step, Expr Result)
    {
        public FoldExpr Fold(MacroCall call, string variable, string? variable2) => new(call.Offset)
        {
            Range = call.Target!,
            Variable = variable,
            Variable2 = variable2,
            Start = Start,
            Condition = Condition,
            Step = Step,
            Result = Result,
        };
    }
}

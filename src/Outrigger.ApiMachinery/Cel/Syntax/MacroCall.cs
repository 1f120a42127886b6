using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A call that is expanded; makes the nodes that stand in its place.</summary>
internal sealed record MacroCall(int Offset, Expr? Target, IReadOnlyList<Expr> Args)
{
    /// <summary>The accumulated value.</summary>
    public IdentExpr Accumulated => Ident(FoldExpr.Accumulator);

    public IdentExpr Ident(string name) => new(Offset, name);

    public LiteralExpr Literal(CelValue value) => new(Offset, value);

    public CallExpr Call(string function, params IReadOnlyList<Expr> args) => new(Offset, function, null, args);

    public CallExpr CallOn(Expr target, string function, params IReadOnlyList<Expr> args) => new(Offset, function, target, args);

    public LogicExpr Logic(bool isAnd, params IReadOnlyList<Expr> terms) => new(Offset, isAnd, terms);

    public ListExpr List(params IReadOnlyList<Expr> items) => new(Offset, [.. items.Select(i => new ListItem(i))]);

    public CallExpr If(Expr condition, Expr whenTrue, Expr whenFalse) => Call(Operators.Conditional, condition, whenTrue, whenFalse);

    /// <summary>Gives a value a name within an expression.</summary>
    public FoldExpr Bind(string name, Expr value, Expr within) => new(Offset)
    {
        Range = List(),
        Variable = "#unused",
        AccumulatorName = name,
        Start = value,
        Condition = Literal(CelValue.False),
        Step = Ident(name),
        Result = within,
    };

    /// <summary>The name that an argument is. Throws when it is none, or one that hides what the macro needs.</summary>
    public string Variable(int index, string fault = "argument must be a simple name")
    {
        if (Args[index] is not IdentExpr { Name: var name })
        {
            throw new MacroException(Args[index].Offset, fault);
        }

        return name is FoldExpr.Accumulator or "__result__"
            ? throw new MacroException(Args[index].Offset, "iteration variable overwrites accumulator variable")
            : name;
    }
}

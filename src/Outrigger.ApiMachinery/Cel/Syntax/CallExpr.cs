using Outrigger.ApiMachinery.Cel.Functions;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A call of a function or operator: <c>f(a)</c>, <c>a.f(b)</c>, <c>a + b</c>.</summary>
internal sealed class CallExpr(int offset, string function, Expr? target, IReadOnlyList<Expr> args) : Expr(offset)
{
    /// <summary>The name, or an operator's sign as <see cref="Operators"/> writes it.</summary>
    public string Function { get; } = function;

    /// <summary>What stands before the dot; null when nothing does.</summary>
    public Expr? Target { get; } = target;

    public IReadOnlyList<Expr> Args { get; } = args;

    /// <summary>Whether the target is part of the function's name (<c>optional.of</c>), which the checker found out.</summary>
    public bool IsNamespaced { get; set; }

    /// <summary>The forms of the function that the checker found to fit.</summary>
    public IReadOnlyList<Overload> Overloads { get; set; } = [];

    public override IEnumerable<Expr> Children => Target is null ? Args : Args.Prepend(Target);

    /// <summary>What the function gets: the target, if any, and the arguments.</summary>
    public IEnumerable<Expr> Inputs => Target is null || IsNamespaced ? Args : Args.Prepend(Target);
}

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary><c>a &amp;&amp; b &amp;&amp; c</c>, or the same with <c>||</c>: two terms at least.</summary>
internal sealed class LogicExpr(int offset, bool isAnd, IReadOnlyList<Expr> terms) : Expr(offset)
{
    public bool IsAnd { get; } = isAnd;

    public IReadOnlyList<Expr> Terms { get; } = terms;

    public override IEnumerable<Expr> Children => Terms;
}

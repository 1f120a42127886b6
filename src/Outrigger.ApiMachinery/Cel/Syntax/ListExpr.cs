namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary><c>[a, ?b]</c>.</summary>
internal sealed class ListExpr(int offset, IReadOnlyList<ListItem> items) : Expr(offset)
{
    public IReadOnlyList<ListItem> Items { get; } = items;

    public override IEnumerable<Expr> Children => Items.Select(i => i.Value);
}

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary><c>{a: b, ?c: d}</c>.</summary>
internal sealed class MapExpr(int offset, IReadOnlyList<MapEntry> entries) : Expr(offset)
{
    public IReadOnlyList<MapEntry> Entries { get; } = entries;

    public override IEnumerable<Expr> Children => Entries.SelectMany(e => new[] { e.Key, e.Value });
}

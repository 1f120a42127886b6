using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A value that stands in the text.</summary>
internal sealed class LiteralExpr(int offset, CelValue value) : Expr(offset)
{
    public CelValue Value { get; } = value;
}

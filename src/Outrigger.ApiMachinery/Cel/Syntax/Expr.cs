using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// A node of an expression's tree: macros are expanded already. The checker notes types and what names mean on the nodes, of which every
/// compilation has its own.
/// </summary>
internal abstract class Expr(int offset)
{
    /// <summary>The place in the text that messages name, in UTF-16 units.</summary>
    public int Offset { get; } = offset;

    /// <summary>The type that the checker found; Dyn until then.</summary>
    public CelType Type { get; set; } = CelType.Dyn;

    /// <summary>The expressions that this one is made of.</summary>
    public virtual IEnumerable<Expr> Children => [];
}

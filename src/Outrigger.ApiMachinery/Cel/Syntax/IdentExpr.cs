using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A name: of a variable, or of a type.</summary>
internal sealed class IdentExpr(int offset, string name) : Expr(offset)
{
    /// <summary>A leading dot is part of it.</summary>
    public string Name { get; } = name;

    /// <summary>The type that the name means, which the checker found; null for variables.</summary>
    public CelType? Named { get; set; }
}

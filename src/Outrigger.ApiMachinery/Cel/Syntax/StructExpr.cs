using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary><c>Object.spec{replicas: 3}</c>.</summary>
internal sealed class StructExpr(int offset, string typeName, IReadOnlyList<StructField> fields) : Expr(offset)
{
    public string TypeName { get; } = typeName;

    public IReadOnlyList<StructField> Fields { get; } = fields;

    /// <summary>The type that is made, which the checker found.</summary>
    public CelType? Made { get; set; }

    public override IEnumerable<Expr> Children => Fields.Select(f => f.Value);
}

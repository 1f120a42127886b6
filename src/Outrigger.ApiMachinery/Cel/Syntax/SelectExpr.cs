using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary><c>a.b</c>, <c>a.?b</c>, and what <c>has(a.b)</c> asks.</summary>
internal sealed class SelectExpr(int offset, Expr operand, string field, bool isTest = false, bool isOptional = false) : Expr(offset)
{
    // No variable, type or function has a longer name; chains may be long.
    private const int MaxParts = 8;

    public Expr Operand { get; } = operand;

    public string Field { get; } = field;

    /// <summary>Whether only the presence counts: has().</summary>
    public bool IsTest { get; } = isTest;

    /// <summary>Whether a missing field is an optional without a value: <c>.?</c>.</summary>
    public bool IsOptional { get; } = isOptional;

    /// <summary>The type that the whole means, when it is a name with dots; the checker found it.</summary>
    public CelType? Named { get; set; }

    /// <summary>The variable that the whole means, when it is a name with dots; the checker found it.</summary>
    public string? Variable { get; set; }

    public override IEnumerable<Expr> Children => [Operand];

    /// <summary>The name with dots that the expression could be; null when it is none.</summary>
    public static string? QualifiedName(Expr expr)
    {
        Span<string> parts = new string[MaxParts];
        var at = MaxParts;
        for (var rest = expr; at > 0; rest = ((SelectExpr)rest).Operand)
        {
            switch (rest)
            {
                case IdentExpr ident:
                    parts[--at] = ident.Name;
                    return string.Join('.', parts[at..]!);
                case SelectExpr { IsTest: false, IsOptional: false } select:
                    parts[--at] = select.Field;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}

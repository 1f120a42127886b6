namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// What macros over lists and maps become (CEL "comprehension"): for each item, as long as the condition holds, the step makes the next
/// accumulated value; the result is made of the last one.
/// </summary>
internal sealed class FoldExpr(int offset) : Expr(offset)
{
    /// <summary>The accumulated value's name, which no expression can write.</summary>
    public const string Accumulator = "@result";

    public required Expr Range { get; init; }

    /// <summary>The item, or the key of a map; with <see cref="Variable2"/> the index or key.</summary>
    public required string Variable { get; init; }

    /// <summary>The item or the value of a map; null for macros with one variable.</summary>
    public string? Variable2 { get; init; }

    public string AccumulatorName { get; init; } = Accumulator;

    public required Expr Start { get; init; }

    public required Expr Condition { get; init; }

    public required Expr Step { get; init; }

    public required Expr Result { get; init; }

    /// <summary>Whether this only gives a value a name: over nothing, never stepped.</summary>
    public bool IsBinding => Range is ListExpr { Items.Count: 0 } && Condition is LiteralExpr { Value.IsFalse: true } && AccumulatorName != Accumulator;

    public override IEnumerable<Expr> Children => [Range, Start, Condition, Step, Result];
}

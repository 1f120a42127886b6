namespace Outrigger.ApiMachinery.Tables;

/// <summary>One printer column of a kind.</summary>
/// <param name="Name">The header: <c>Ready</c>.</param>
/// <param name="Type">OpenAPI type: string, integer, number, boolean, date.</param>
/// <param name="Format">OpenAPI format, or <c>name</c> for the name column; may be empty.</param>
/// <param name="Description">For people.</param>
/// <param name="Priority">0 is always shown; more only with <c>-o wide</c>.</param>
/// <param name="JsonPath">
/// Where the cell comes from: a JSON path, for example <c>.spec.replicas</c>, or (built-in kinds) a cell function, for example
/// <c>age(.metadata.creationTimestamp)</c>; empty when an <see cref="IRowPrinter"/> of the kind makes it.
/// </param>
public sealed record ColumnDefinition(string Name, string Type, string Format, string Description, int Priority, string JsonPath)
{
    /// <summary>The dotted path of the field whose description is the column's, when it has none of its own; null for none.</summary>
    public string? DescribedBy { get; init; }
}

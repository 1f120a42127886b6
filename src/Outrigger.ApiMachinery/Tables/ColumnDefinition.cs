namespace Outrigger.ApiMachinery.Tables;

/// <summary>One printer column of a kind.</summary>
/// <param name="Name">The header: <c>Ready</c>.</param>
/// <param name="Type">OpenAPI type: string, integer, number, boolean, date.</param>
/// <param name="Format">OpenAPI format, or <c>name</c> for the name column; may be empty.</param>
/// <param name="Description">For people.</param>
/// <param name="Priority">0 is always shown; more only with <c>-o wide</c>.</param>
/// <param name="JsonPath">Where the cell comes from, for example <c>.spec.replicas</c>; empty when a cell rule of the kind makes it.</param>
public sealed record ColumnDefinition(string Name, string Type, string Format, string Description, int Priority, string JsonPath);

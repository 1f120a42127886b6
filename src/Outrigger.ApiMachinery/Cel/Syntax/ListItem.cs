namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>An item of a list; an optional one is left out when it has no value.</summary>
internal sealed record ListItem(Expr Value, bool IsOptional = false);

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>An entry of a map; an optional one is left out when its value has none.</summary>
internal sealed record MapEntry(Expr Key, Expr Value, bool IsOptional = false);

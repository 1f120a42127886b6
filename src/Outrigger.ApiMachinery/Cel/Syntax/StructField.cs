namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A field of an object that an expression makes; an optional one is left out when its value has none.</summary>
internal sealed record StructField(int Offset, string Name, Expr Value, bool IsOptional = false);

using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>What a function does. Its arguments are of the declared types, and none is an error.</summary>
internal delegate CelValue CelFunction(ReadOnlySpan<CelValue> args, CelContext context);

/// <summary>What a call costs while the expression runs, told before it is made.</summary>
internal delegate long CelFunctionCost(ReadOnlySpan<CelValue> args);

using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>What a function does. Its arguments are of the declared types, and none is an error.</summary>
internal delegate CelValue CelFunction(ReadOnlySpan<CelValue> args, CelContext context);

/// <summary>What a call costs while the expression runs, told before it is made.</summary>
internal delegate long CelFunctionCost(ReadOnlySpan<CelValue> args);

/// <summary>What a call costs at least and at most, told before the expression is accepted.</summary>
internal delegate Costs.CallCost CelCostEstimate(IReadOnlyList<Costs.CostArgument> args);

namespace Outrigger.ApiMachinery.Cel.Costs;

/// <summary>What a call costs, without its arguments, and the size of what it returns when that is known.</summary>
internal readonly record struct CallCost(CostRange Cost, CostRange? ResultSize = null);

using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>What functions need beside their arguments.</summary>
internal sealed class CelContext(CelBudget budget, PatternCache patterns)
{
    public CelBudget Budget { get; } = budget;

    /// <summary>Regular expressions that were compiled before.</summary>
    public PatternCache Patterns { get; } = patterns;
}

using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Evaluation;

/// <summary>The values of an expression's variables.</summary>
public interface ICelVariables
{
    /// <summary>The value of a variable; false when it has none.</summary>
    bool TryGet(string name, out CelValue value);
}

using Outrigger.ApiMachinery.Cel.Evaluation;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Programs;

/// <summary>Variables with known values.</summary>
public sealed class CelVariables : ICelVariables
{
    private readonly Dictionary<string, CelValue> values = new(StringComparer.Ordinal);

    /// <summary>Gives a variable its value.</summary>
    public CelVariables Set(string name, CelValue value)
    {
        values[name] = value;
        return this;
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out CelValue value) => values.TryGetValue(name, out value);
}

using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>What an expression may name.</summary>
/// <param name="Variables">The variables and their types.</param>
/// <param name="Functions">The functions.</param>
/// <param name="Types">Named types beside those of the language.</param>
internal sealed record Declarations(
    IReadOnlyDictionary<string, CelType> Variables, FunctionTable Functions, IReadOnlyDictionary<string, CelType> Types)
{
    /// <summary>A type by its name; null when there is none.</summary>
    public CelType? FindType(string name) => Types.GetValueOrDefault(name) ?? TypeNames.Find(name);
}

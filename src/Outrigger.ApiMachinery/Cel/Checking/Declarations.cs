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
    /// <summary>Finds further types, which come before the others.</summary>
    public Func<string, CelType?>? FindFurther { get; init; }

    /// <summary>A type by its name; null when there is none.</summary>
    public CelType? FindType(string name) => FindFurther?.Invoke(name) ?? Types.GetValueOrDefault(name) ?? TypeNames.Find(name);
}

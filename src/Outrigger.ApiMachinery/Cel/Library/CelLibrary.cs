using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Functions, macros and types that expressions may be given.</summary>
internal sealed record CelLibrary(string Name)
{
    public IReadOnlyList<Function> Functions { get; init; } = [];

    public IReadOnlyList<Macro> Macros { get; init; } = [];

    /// <summary>Types that expressions may name.</summary>
    public IReadOnlyList<CelType> Types { get; init; } = [];

    /// <summary>Finds types that are too many to list by their names; null for none.</summary>
    public Func<string, CelType?>? FindType { get; init; }
}

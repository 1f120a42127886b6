namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>A function with all its forms.</summary>
internal sealed record Function(string Name, IReadOnlyList<Overload> Overloads);

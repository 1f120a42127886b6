using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ControlPlane.Expressions;

/// <summary>Compiles expressions of admission; what is wrong is told in the words of Kubernetes.</summary>
internal static class ExpressionFaults
{
    /// <summary>The fault of an expression that must have one of some types; null when there is none, and what was compiled.</summary>
    public static string? Find(CelEnvironment environment, string text, out CelCompilation compiled, params IReadOnlyList<CelType> types)
    {
        compiled = environment.Compile(text);
        var type = compiled.Type;
        return compiled.Program is null ? $"compilation failed: {compiled.Issues}"
            : types.Count == 0 || types.Any(type.Equals) ? null
            : types.Count == 1 ? $"must evaluate to {Show(types[0])} but got {Show(type)}"
            : $"must evaluate to one of [{string.Join(" ", types.Select(Show))}] but got {Show(type)}";
    }

    // Here Kubernetes writes the names that types have while an expression runs.
    private static string Show(CelType type) => type.Parameters.Count == 0 ? type.Name : type.ToString();
}

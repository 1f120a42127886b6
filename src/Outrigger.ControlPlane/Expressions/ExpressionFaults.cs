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
            : types.Count == 1 ? $"must evaluate to {types[0]} but got {type}"
            : $"must evaluate to one of [{string.Join(" ", types)}] but got {type}";
    }
}

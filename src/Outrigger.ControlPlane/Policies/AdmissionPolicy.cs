using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Admission;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Policies;

/// <summary>An admission policy, read and compiled once: what validating and mutating ones have in common.</summary>
internal abstract class AdmissionPolicy
{
    private readonly Dictionary<string, CelProgram> variables = new(StringComparer.Ordinal);

    protected AdmissionPolicy(JsonObject obj, IReadOnlyList<PolicyBinding> bindings)
    {
        Spec = JsonNodes.GetObject(obj, "spec") ?? [];
        Name = JsonNodes.GetString(obj, "metadata", "name") ?? "";
        Bindings = bindings;
        Criteria = new PolicyCriteria(JsonNodes.GetObject(Spec, "matchConstraints"));
        IgnoresFailure = JsonNodes.GetString(Spec, "failurePolicy") is "Ignore";
        Parameters = ParameterKind.Read(JsonNodes.GetObject(Spec, "paramKind"));
        Compiler = new PolicyCompiler(hasParams: Parameters is not null);
        Conditions = new HookConditions(JsonNodes.GetArray(Spec, "matchConditions"), Compiler.Conditions);
        foreach (var variable in JsonNodes.Objects(Spec, "variables"))
        {
            var name = JsonNodes.GetString(variable, "name") ?? "";
            Compiler.Declare(name, Text(variable, "expression"), out var program);
            if (program is not null)
            {
                variables[name] = program;
            }
        }
    }

    public string Name { get; }

    public IReadOnlyList<PolicyBinding> Bindings { get; }

    public IMatchCriteria Criteria { get; }

    public bool IgnoresFailure { get; }

    public HookConditions Conditions { get; }

    /// <summary>What kind its parameters are; null when it takes none.</summary>
    public ParameterKind? Parameters { get; }

    protected JsonObject Spec { get; }

    protected PolicyCompiler Compiler { get; }

    /// <summary>The policy's variables for one request.</summary>
    public LazyVariables Variables(CelVariables around) => new(variables, around);

    /// <summary>An expression or a text of the policy, without the blanks around it.</summary>
    protected static string Text(JsonObject obj, string field) => JsonNodes.GetString(obj, field)?.Trim() ?? "";
}

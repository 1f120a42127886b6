using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Policies;

/// <summary>A MutatingAdmissionPolicy, read and compiled once.</summary>
internal sealed class MutatingPolicy : AdmissionPolicy
{
    public MutatingPolicy(JsonObject obj, IReadOnlyList<PolicyBinding> bindings)
        : base(obj, bindings)
    {
        IsReinvoked = JsonNodes.GetString(Spec, "reinvocationPolicy") is "IfNeeded";
        Mutations = [.. JsonNodes.Objects(Spec, "mutations").Select(m => Mutation(m, Compiler))];
    }

    /// <summary>Whether it is evaluated once more when something changed the object after it.</summary>
    public bool IsReinvoked { get; }

    /// <summary>What it changes, one after the other.</summary>
    public IReadOnlyList<PolicyMutation> Mutations { get; }

    private static PolicyMutation Mutation(JsonObject mutation, PolicyCompiler compiler)
    {
        var isPatch = JsonNodes.GetString(mutation, "patchType") is "JSONPatch";
        var text = Text(JsonNodes.GetObject(mutation, isPatch ? "jsonPatch" : "applyConfiguration") ?? [], "expression");
        var fault = ExpressionFaults.Find(compiler.Mutations, text, out var compiled, isPatch ? AdmissionTypes.Patch : AdmissionTypes.Configuration);
        return new PolicyMutation(isPatch, text, compiled.Program, fault ?? "");
    }
}

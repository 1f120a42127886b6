using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Policies;

/// <summary>A ValidatingAdmissionPolicy, read and compiled once.</summary>
internal sealed class ValidatingPolicy : AdmissionPolicy
{
    public ValidatingPolicy(JsonObject obj, IReadOnlyList<PolicyBinding> bindings)
        : base(obj, bindings)
    {
        Checks = [.. JsonNodes.Objects(Spec, "validations").Select(v => Check(v, Compiler))];
        Annotations = [.. JsonNodes.Objects(Spec, "auditAnnotations").Select(a => (
            JsonNodes.GetString(a, "key") ?? "", Compiler.Expressions.Compile(Text(a, "valueExpression")).Program, Text(a, "valueExpression")))];
    }

    public IReadOnlyList<PolicyCheck> Checks { get; }

    public IReadOnlyList<(string Key, CelProgram? Program, string Text)> Annotations { get; }

    private static PolicyCheck Check(JsonObject validation, PolicyCompiler compiler)
    {
        var text = Text(validation, "expression");
        var fault = ExpressionFaults.Find(compiler.Expressions, text, out var compiled, CelType.Bool);
        var message = Text(validation, "messageExpression") is { Length: > 0 } expression ? compiler.Messages.Compile(expression).Program : null;
        return PolicyCheck.Of(validation, text, compiled.Program, message, fault ?? "");
    }
}

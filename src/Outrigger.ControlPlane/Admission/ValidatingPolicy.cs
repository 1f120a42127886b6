using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Expressions;

namespace Outrigger.ControlPlane.Admission;

/// <summary>A ValidatingAdmissionPolicy, read and compiled once.</summary>
internal sealed class ValidatingPolicy
{
    private readonly Dictionary<string, CelProgram> variables = new(StringComparer.Ordinal);

    public ValidatingPolicy(JsonObject obj, IReadOnlyList<PolicyBinding> bindings)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        Name = JsonNodes.GetString(obj, "metadata", "name") ?? "";
        Bindings = bindings;
        Criteria = new PolicyCriteria(JsonNodes.GetObject(spec, "matchConstraints"));
        IgnoresFailure = JsonNodes.GetString(spec, "failurePolicy") is "Ignore";
        Conditions = new HookConditions(JsonNodes.GetArray(spec, "matchConditions"));
        var compiler = new PolicyCompiler(hasParams: false);
        foreach (var variable in JsonNodes.Objects(spec, "variables"))
        {
            var name = JsonNodes.GetString(variable, "name") ?? "";
            compiler.Declare(name, Text(variable, "expression"), out var program);
            if (program is not null)
            {
                variables[name] = program;
            }
        }

        Checks = [.. JsonNodes.Objects(spec, "validations").Select(v => Check(v, compiler))];
        Annotations = [.. JsonNodes.Objects(spec, "auditAnnotations").Select(a => (
            JsonNodes.GetString(a, "key") ?? "", compiler.Expressions.Compile(Text(a, "valueExpression")).Program, Text(a, "valueExpression")))];
    }

    public string Name { get; }

    public IReadOnlyList<PolicyBinding> Bindings { get; }

    public IMatchCriteria Criteria { get; }

    public bool IgnoresFailure { get; }

    public HookConditions Conditions { get; }

    public IReadOnlyList<PolicyCheck> Checks { get; }

    public IReadOnlyList<(string Key, CelProgram? Program, string Text)> Annotations { get; }

    /// <summary>Whether the policy takes parameters: such are kept, and not enforced.</summary>
    public static bool HasParams(JsonObject obj) => JsonNodes.GetObject(obj, "spec", "paramKind") is not null;

    /// <summary>The policy's variables for one request.</summary>
    public LazyVariables Variables(CelVariables around) => new(variables, around);

    private static PolicyCheck Check(JsonObject validation, PolicyCompiler compiler)
    {
        var text = Text(validation, "expression");
        var fault = ExpressionFaults.Find(compiler.Expressions, text, out var compiled, CelType.Bool);
        var message = Text(validation, "messageExpression") is { Length: > 0 } expression ? compiler.Messages.Compile(expression).Program : null;
        return PolicyCheck.Of(validation, text, compiled.Program, message, fault ?? "");
    }

    private static string Text(JsonObject obj, string field) => JsonNodes.GetString(obj, field)?.Trim() ?? "";
}
